import type { Page } from '@playwright/test';
import { signIn } from '../support/account.ts';
import { PASSWORD, type Applicant, person } from '../support/applicants.ts';
import { codeFor, mailTo } from '../support/outbox.ts';
import { registered } from '../support/registered.ts';
import { note } from '../support/run.ts';
import { approve, claim, openCase, staffSignIn } from '../support/staff.ts';
import { type Open, expect, go, hydrated, test } from '../support/test.ts';
import { action, control, field } from '../support/wizard.ts';

test.use({ locale: 'en-GB' });

/** An account that is open. */
async function opened(page: Page, open: Open): Promise<Applicant> {
  const who = person();
  const number = await registered(page, who);
  const officer = await open({ locale: 'en-GB' });
  await staffSignIn(officer, 'supervisor');
  await openCase(officer, number);
  await claim(officer);
  await approve(officer);
  return who;
}

for (const javaScriptEnabled of [true, false]) {
  test(`another address needs password and code, and the old one is told, JavaScript ${javaScriptEnabled ? 'on' : 'off'}`, async ({ page, open }) => {
    const who = await opened(page, open);
    const old = who.contact['email'] ?? '';
    const email = `new.${old}`;
    const own = await open({ locale: 'en-GB', javaScriptEnabled });
    await own.goto('/sign-in?next=/account');
    await own.locator('#user_name').fill(who.basic['user_name'] ?? '');
    await own.locator('#password').fill(PASSWORD);
    await own.locator('form [data-action="sign-in"]').click();
    await expect(own).toHaveURL(/\/account$/);
    await own.locator('main [data-action="email"]').click();
    await expect(own.locator('main')).toContainText(old);
    if (javaScriptEnabled) {
      await hydrated(own);
      await control(own, 'email').fill('li@qq.con');
      await control(own, 'email').blur();
      await own.locator('[data-suggestion="li@qq.com"]').click();
      await expect(control(own, 'email')).toHaveValue('li@qq.com');
      await expect(control(own, 'email')).toBeFocused();
      await expect(field(own, 'email').locator('[data-warning]')).toHaveCount(0);
    }

    await control(own, 'email').fill(email);
    await control(own, 'current_password').fill('not this one');
    await action(own, 'send-code').click();
    await expect(own.locator('[data-problem="wrong_credentials"]')).toBeVisible();
    await expect(control(own, 'email')).toHaveValue(email);
    await control(own, 'email').fill(old);
    await control(own, 'current_password').fill(PASSWORD);
    await action(own, 'send-code').click();
    await expect(field(own, 'email')).toHaveAttribute('data-state', 'invalid');
    await control(own, 'email').fill(email);
    await control(own, 'current_password').fill(PASSWORD);
    await action(own, 'send-code').click();
    await expect(own.locator('[data-code-sent]')).toContainText(email);

    const code = await codeFor(email);
    await control(own, 'email_code').fill(code === '000000' ? '111111' : '000000');
    await action(own, 'confirm-email').click();
    await expect(field(own, 'email_code')).toHaveAttribute('data-state', 'invalid');
    await action(own, 'send-again').click();
    await expect(own.locator('[data-wait]')).toBeVisible();
    await control(own, 'email_code').fill(code);
    await action(own, 'confirm-email').click();
    await expect(own.locator('[data-changed="email"]')).toBeVisible();
    await expect(own.locator('main')).toContainText(email);

    const mail = await mailTo(old, ({ subject }) => subject.includes('was changed'));
    expect(mail.text).toContain(who.basic['user_name'] ?? '');
    expect(mail.text).not.toContain(email);
    // The other browser is signed out.
    await page.goto('/account');
    await expect(page).toHaveURL(/sign-in/);
  });
}

test('the change can be given up, and the page for the password leads back to where one was', async ({ page, open }) => {
  const who = await opened(page, open);
  await page.context().clearCookies();
  await signIn(page, who, /\/account$/);
  await go(page, '/account/email');
  // A code is mailed to it that nobody reads.
  const given = `never.${who.contact['email'] ?? ''}`.replace(/@.*/, '@qq.con');
  note(given);
  await control(page, 'email').fill(given);
  await control(page, 'current_password').fill(PASSWORD);
  await action(page, 'send-code').click();
  await expect(page.locator('main .banner [data-warning="domain"]')).toContainText(given.replace('.con', '.com'));
  await action(page, 'keep-email').click();
  await expect(control(page, 'current_password')).toBeVisible();

  await go(page, '/account/prove?next=/applications');
  await control(page, 'current_password').fill('not this one');
  await action(page, 'prove').click();
  await expect(page.locator('[data-problem="wrong_credentials"]')).toBeVisible();
  await control(page, 'current_password').fill(PASSWORD);
  await action(page, 'prove').click();
  await expect(page).toHaveURL(/\/applications$/);
});

test('a new address that was typed stays over a reload, and what is missing is said by the page', async ({ page, open }) => {
  const who = await opened(page, open);
  await page.context().clearCookies();
  await signIn(page, who, /\/account$/);
  await go(page, '/account/email');
  const old = who.contact['email'] ?? '';
  await action(page, 'send-code').click();
  // The first of them, in words of the portal; a bubble of the browser would leave no mark.
  for (const id of ['email', 'current_password']) {
    await expect(field(page, id)).toHaveAttribute('data-state', 'invalid');
    await expect(field(page, id).locator('.field__error')).not.toBeEmpty();
  }
  await expect(control(page, 'email')).toBeFocused();
  await control(page, 'email').fill('no address');
  await expect(field(page, 'email')).toHaveAttribute('data-state', 'empty');
  await action(page, 'send-code').click();
  await expect(field(page, 'email').locator('.field__error')).not.toBeEmpty();

  const wrong = `wrong.${old}`;
  const right = `right.${old}`;
  note(wrong);
  await control(page, 'email').fill(wrong);
  await page.reload();
  await hydrated(page);
  await expect(control(page, 'email')).toHaveValue(wrong);

  await control(page, 'current_password').fill(PASSWORD);
  await action(page, 'send-code').click();
  await expect(page.locator('[data-code-sent]')).toContainText(wrong);
  // Mistyped: another one at once, and an error there is said there.
  await action(page, 'another-email').click();
  await hydrated(page);
  await expect(control(page, 'email')).toHaveValue(wrong);
  await control(page, 'email').fill(right);
  await control(page, 'current_password').fill('not this one');
  await action(page, 'send-code').click();
  await expect(page.locator('[data-problem="wrong_credentials"]')).toBeVisible();
  await hydrated(page);
  await expect(control(page, 'email')).toHaveValue(right);
  await control(page, 'current_password').fill(PASSWORD);
  await action(page, 'send-code').click();
  await expect(page.locator('[data-code-sent]')).toContainText(right);
  await control(page, 'email_code').fill(await codeFor(right));
  await action(page, 'confirm-email').click();
  await expect(page.locator('[data-changed="email"]')).toBeVisible();
  await mailTo(old, ({ subject }) => subject.includes('was changed'));
});
