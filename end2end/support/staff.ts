import { readFileSync } from 'node:fs';
import { type BrowserContext, type Page, expect } from '@playwright/test';
import { passSecondFactor } from './factor.ts';
import { stateFile } from './staff-state.ts';
import { action } from './wizard.ts';
import { hydrated } from './test.ts';

/** The first passwords of the staff of the demo. */
export const passwords = (): Record<string, string> =>
  JSON.parse(process.env['END2END_PASSWORDS'] ?? '{}') as Record<string, string>;

/** Signs in at the door of staff, as journeys about signing in do, and those with a server of their own. */
export async function signInAtTheDoor(page: Page, name: string, known = passwords()): Promise<void> {
  await page.goto('/staff/sign-in');
  await hydrated(page);
  await page.locator('#user_name').fill(name);
  await page.locator('#password').fill(known[name] ?? '');
  await action(page, 'sign-in').click();
  await passSecondFactor(page, name);
  await expect(page).toHaveURL(/\/staff\/queue/, { timeout: 30_000 });
}

/** Opens the queue as somebody of the staff of the demo, who was signed in before the journeys began. */
export async function staffSignIn(page: Page, name = 'officer'): Promise<void> {
  const { cookies } = JSON.parse(readFileSync(stateFile(name), 'utf8')) as {
    cookies: Parameters<BrowserContext['addCookies']>[0];
  };
  await page.context().addCookies(cookies);
  await page.goto('/staff/queue');
  await hydrated(page);
  await expect(page).toHaveURL(/\/staff\/queue/);
}

/** Finds a case in the queue and opens it. */
export async function openCase(page: Page, reference: string): Promise<void> {
  // Searching asks the server anew.
  if (!/\/staff\/queue$/.test(page.url())) await page.goto('/staff/queue');
  await hydrated(page);
  await page.locator('#queue-search').fill(reference);
  // The case may stand in the list as it was before: its row goes when the answer comes, of the list
  // or, where the form is still a plain one, of the whole page.
  const found = page.waitForResponse((answer) => /\/queue\?/.test(answer.url()) && answer.url().includes(reference));
  await page.locator('#queue-search').press('Enter');
  await found;
  await expect(page).toHaveURL(/search=/);
  const row = page.locator(`[data-case="${reference}"]`);
  await expect(row).toBeVisible();
  await expect(page.locator('[data-case]')).toHaveCount(1);
  await row.locator('a').first().click();
  await expect(page).toHaveURL(new RegExp(`/staff/cases/${reference}`));
  await expect(page.locator(`[data-reference="${reference}"]`)).toBeVisible();
}

/** Takes the claim. */
export async function claim(page: Page): Promise<void> {
  await action(page, 'claim').click();
  await expect(action(page, 'release')).toBeVisible();
}

/** Flags an item. */
export async function flag(page: Page, id: string, reason: string, instruction: string): Promise<void> {
  await page.locator(`label[for="flag-${id}"]`).click();
  await expect(page.locator(`[data-flag="${id}"]`)).toBeChecked();
  await page.locator(`[id="flag-reason-${id}"]`).selectOption(reason);
  await page.locator(`[id="flag-instruction-${id}"]`).fill(instruction);
}

/** Sends a case back with a general reason. */
export async function sendBack(page: Page, reason: string): Promise<void> {
  await page.locator('#general_reason').fill(reason);
  await action(page, 'return').click();
  await expect(page.locator('[data-decided="return"]')).toBeVisible();
}

/** Approves a case. */
export async function approve(page: Page): Promise<void> {
  await action(page, 'approve').click();
  await action(page, 'confirm-approve').click();
  await expect(page.locator('[data-decided="approve"]')).toBeVisible();
}

/** Opens a registration's account: whoever reviews claims the case and approves it. */
export async function openAccount(reviewer: Page, registration: string): Promise<void> {
  await staffSignIn(reviewer, 'supervisor');
  await openCase(reviewer, registration);
  await claim(reviewer);
  await approve(reviewer);
}
