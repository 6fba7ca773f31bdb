import { expect } from '@playwright/test';
import { person } from './applicants.ts';
import { signIn, signOut } from './account.ts';
import { Authenticator } from './factor.ts';
import { staffSignIn } from './staff.ts';
import { go } from './test.ts';
import type { Tour } from './tour.ts';
import { action, fillBasic, openWizard } from './wizard.ts';

/** Setting up a second factor, giving its code, and what can be done about it. */
export const tourOfFactor: Tour = async (page, _, visit) => {
  const who = person();
  const password = who.basic['password'] ?? '';
  await openWizard(page);
  await fillBasic(page, who);
  await go(page, '/account/second-factor');
  await visit('factor-off', page);
  await page.locator('#begin_password').fill(password);
  await action(page, 'begin-factor').click();
  await visit('factor-set-up', page);
  const app = new Authenticator((await page.locator('[data-secret]').textContent()) ?? '');
  await page.locator('#code').fill('000000');
  await action(page, 'confirm-factor').click();
  await expect(page.locator('[data-problem]')).toBeVisible();
  await visit('factor-set-up-wrong', page);
  await page.locator('#code').fill(await app.code());
  await action(page, 'confirm-factor').click();
  await expect(page.locator('[data-recovery-code]')).toHaveCount(10);
  await visit('factor-codes', page);
  await action(page, 'keep-codes').click();
  await expect(page.locator('[data-recovery-code]')).toHaveCount(0);
  await visit('factor-on', page);
  await signOut(page);
  await signIn(page, who, /\/sign-in\/code/);
  await visit('sign-in-code', page);
  await action(page, 'use-recovery').click();
  await expect(page).toHaveURL(/recovery=1/);
  await visit('sign-in-recovery', page);
};

/** The own page of staff. */
export const tourOfStaffAccount: Tour = async (page, _, visit) => {
  await staffSignIn(page, 'administrator');
  await go(page, '/staff/account');
  await visit('staff-account', page);
  await go(page, '/staff/second-factor');
  await visit('staff-factor-off', page);
};

/** The way back in over a page. */
export const tourOfSessionEnd: Tour = async (page, _, visit) => {
  const who = person();
  await openWizard(page);
  await fillBasic(page, who);
  await page.context().clearCookies({ name: 'docket' });
  // A slow page may not listen yet when somebody comes back to it; they come back again.
  await expect(async () => {
    await page.evaluate(() => window.dispatchEvent(new Event('focus')));
    await expect(page.locator('#again_password')).toBeVisible({ timeout: 2_000 });
  }).toPass();
  await visit('session-over', page);
  await action(page, 'put-aside').click();
  await visit('session-bar', page);
};
