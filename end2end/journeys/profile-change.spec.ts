import { person } from '../support/applicants.ts';
import { mailTo } from '../support/outbox.ts';
import { registered } from '../support/registered.ts';
import { approve, claim, openCase, staffSignIn } from '../support/staff.ts';
import { expect, test } from '../support/test.ts';
import { action, confirmEmail, control, enter, expectState, next, step } from '../support/wizard.ts';

test.use({ locale: 'en-GB' });

test('the owner of an account changes how to be reached, at once and without review', async ({ page, open }) => {
  const who = person();
  const number = await registered(page, who);
  const officer = await open({ locale: 'en-GB' });
  await staffSignIn(officer, 'supervisor');
  await openCase(officer, number);
  await claim(officer);
  await approve(officer);

  await page.goto('/applications/new');
  await page.locator('form:has([value="profile-change"]) button').first().click();
  await expect(step(page, 'contact')).toBeVisible();
  await expect(control(page, 'address')).toHaveValue(who.contact['address'] ?? '');
  // The address is known to be theirs: no code is asked for until it changes.
  await expectState(page, 'email_code', 'valid');

  // Sent as it is, it would say that something took effect.
  await next(page, 'confirm');
  await action(page, 'submit').click();
  await expect(page.locator('[data-problem="unchanged"]')).toBeVisible();
  await action(page, 'previous').click();
  await expect(step(page, 'contact')).toBeVisible();

  const email = `new.${who.contact['email'] ?? ''}`;
  await enter(page, 'address', '新乡市红旗区平原路8号');
  await enter(page, 'landline', '');
  await enter(page, 'email', email);
  await confirmEmail(page, email);
  // Judged when it is left, not only by "next".
  await control(page, 'email_code').blur();
  await expectState(page, 'email_code', 'valid');
  await next(page, 'confirm');
  // There is no notice to read, so there is nothing to promise.
  await expect(page.locator('#notice')).toHaveCount(0);
  await action(page, 'submit').click();
  await expect(page.locator('[data-reference]')).toBeVisible();

  await page.goto('/account');
  await expect(page.locator('main')).toContainText('新乡市红旗区平原路8号');
  await expect(page.locator('main')).toContainText(email);
  const mail = await mailTo(email, ({ subject }) => subject.length > 0);
  expect(mail.language).toBe('en');
});
