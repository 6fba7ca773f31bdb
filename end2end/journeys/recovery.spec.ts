import type { Page } from '@playwright/test';
import { signIn } from '../support/account.ts';
import { PASSWORD, person } from '../support/applicants.ts';
import { mailTo } from '../support/outbox.ts';
import { registered } from '../support/registered.ts';
import { expect, go, test } from '../support/test.ts';
import { action, control } from '../support/wizard.ts';

const NEW = '紫藤-Lantern-五里-Meadow-17';

test.use({ locale: 'en-GB' });

/** Asks for a link and follows the one that is mailed. */
async function followLink(page: Page, email: string): Promise<void> {
  await page.goto('/sign-in');
  await page.getByRole('link', { name: 'Forgot your password, or locked out?' }).click();
  await control(page, 'email').fill(email);
  await action(page, 'ask').click();
  await expect(page.locator('[data-asked]')).toBeVisible();
  const mail = await mailTo(email, ({ text }) => text.includes('/recover?token='));
  await page.goto(/\S+\/recover\?token=\S+/.exec(mail.text)?.[0] ?? '');
}

for (const javaScriptEnabled of [true, false]) {
  test(`a forgotten password is replaced by a mailed link, JavaScript ${javaScriptEnabled ? 'on' : 'off'}`, async ({ page, open }) => {
    const who = person();
    await registered(page, who);
    const elsewhere = await open({ locale: 'en-GB', javaScriptEnabled });
    await followLink(elsewhere, who.contact['email'] ?? '');
    await expect(elsewhere.locator('main')).toContainText(who.basic['user_name'] ?? '');

    await control(elsewhere, 'password').fill('password1');
    await control(elsewhere, 'password_again').fill('password1');
    await action(elsewhere, 'set-password').click();
    await expect(elsewhere.locator('[data-problem="password_weak"]')).toBeVisible();
    await control(elsewhere, 'password').fill(NEW);
    await control(elsewhere, 'password_again').fill(PASSWORD);
    await action(elsewhere, 'set-password').click();
    await expect(elsewhere.locator('[data-problem="passwords_differ"]')).toBeVisible();
    const link = elsewhere.url();
    await control(elsewhere, 'password').fill(NEW);
    await control(elsewhere, 'password_again').fill(NEW);
    await action(elsewhere, 'set-password').click();
    await expect(elsewhere.locator('[data-recovered]')).toBeVisible();

    // The old session is over, the new password works, and the link does no more.
    await page.goto('/account');
    await expect(page).toHaveURL(/sign-in/);
    await elsewhere.goto(link);
    await expect(elsewhere.locator('[data-problem="link"]')).toBeVisible();
    await control(page, 'user_name').fill(who.basic['user_name'] ?? '');
    await control(page, 'password').fill(NEW);
    await action(page, 'sign-in').click();
    await expect(page).toHaveURL(/applications/);
  });
}

test('somebody locked out after wrong passwords unlocks by mail, and changes the password when signed in', async ({ page }) => {
  const who = person();
  await registered(page, who);
  await page.context().clearCookies();
  await go(page, '/sign-in');
  for (let tries = 0; tries < 6; tries += 1) {
    await control(page, 'user_name').fill(who.basic['user_name'] ?? '');
    await control(page, 'password').fill(`wrong ${tries}`);
    await action(page, 'sign-in').click();
    await expect(page.locator(`[data-problem="${tries < 5 ? 'wrong_credentials' : 'too_many'}"]`)).toBeVisible();
  }
  await followLink(page, who.contact['email'] ?? '');
  await action(page, 'unlock').click();
  await expect(page.locator('[data-recovered]')).toBeVisible();
  await signIn(page, who, /applications/);

  await page.goto('/account/password');
  await control(page, 'current_password').fill('not this one');
  await control(page, 'password').fill(NEW);
  await control(page, 'password_again').fill(NEW);
  await action(page, 'change-password').click();
  await expect(page.locator('[data-problem="wrong_credentials"]')).toBeVisible();
  await control(page, 'current_password').fill(PASSWORD);
  await control(page, 'password').fill(NEW);
  await control(page, 'password_again').fill(NEW);
  await action(page, 'change-password').click();
  // The account is not open yet, and says so beside what was changed.
  await expect(page).toHaveURL(/\/account\?password=changed$/);
  await expect(page.locator('[data-changed="password"]')).toBeVisible();
  await expect(page.locator('[data-registration]')).toBeVisible();
});
