import { type Page, expect } from '@playwright/test';
import type { Applicant } from './applicants.ts';
import { hydrated } from './test.ts';
import { action } from './wizard.ts';

/** Signs an applicant in; `lands` is where they must arrive. */
export async function signIn(page: Page, who: Applicant, lands: RegExp): Promise<void> {
  await page.goto('/sign-in');
  await hydrated(page);
  await page.locator('#user_name').fill(who.basic['user_name'] ?? '');
  await page.locator('#password').fill(who.basic['password'] ?? '');
  await page.locator('form [data-action="sign-in"]').click();
  await expect(page).toHaveURL(lands, { timeout: 30_000 });
}

/** Signs whoever is signed in out. */
export async function signOut(page: Page): Promise<void> {
  await action(page, 'sign-out').first().click();
  await expect(page.locator('[data-user-name]')).toHaveCount(0);
}
