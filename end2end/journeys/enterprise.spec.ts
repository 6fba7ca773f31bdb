import { enterprise } from '../support/applicants.ts';
import { signIn } from '../support/account.ts';
import { mailTo } from '../support/outbox.ts';
import { approve, claim, openCase, staffSignIn } from '../support/staff.ts';
import { expect, test } from '../support/test.ts';
import { field, fillBasic, openWizard, register, upload } from '../support/wizard.ts';
import { picture } from '../support/pictures.ts';

test.use({ locale: 'en-GB' });

test('an enterprise registers with its licence, is approved and signs in', async ({ page, open }) => {
  const who = enterprise();
  const number = await register(page, who);
  const receipt = await mailTo(who.contact['email'] ?? '', ({ text }) => text.includes(number));
  expect(receipt.language).toBe('en');
  expect(receipt.subject).toContain('We have received your application');

  const officer = await open();
  await staffSignIn(officer);
  await openCase(officer, number);
  await expect(officer.locator('[data-answer="credit_code"]')).toContainText(who.documents['credit_code'] ?? '');
  await expect(officer.locator('figure[data-answer="licence"] img')).toBeVisible();
  await claim(officer);
  await approve(officer);

  await page.context().clearCookies();
  await signIn(page, who, /\/account$/);
  await expect(page.locator('h1')).toContainText(who.documents['organisation_name'] ?? '');
});

test('an enterprise of the home province may add a proof, one from elsewhere is not asked', async ({ page }) => {
  const who = enterprise();
  await openWizard(page);
  await fillBasic(page, who);
  await expect(field(page, 'portrait')).toHaveCount(0);
  await upload(page, 'proof', picture('other.jpg'));
  await page.goto('/register/basic');
  await page.locator('label:has(#province_scope-outside)').click();
  await page.locator('[data-action="next"]').click();
  await expect(field(page, 'licence')).toBeVisible();
  await expect(field(page, 'proof')).toHaveCount(0);
});
