import { type Page, expect } from '@playwright/test';
import type { Applicant } from './applicants.ts';
import { action, control } from './wizard.ts';

/** Fills what is on the page; a list that depends on another needs the page again. */
export async function put(page: Page, id: string, text: string): Promise<void> {
  const radio = page.locator(`[id="${id}-${text}"]`);
  if (await radio.count()) {
    await page.locator(`label:has([id="${id}-${text}"])`).click();
    return;
  }
  const element = control(page, id);
  const kind = (await element.getAttribute('type')) ?? '';
  const isList = (await page.locator(`select[id="${id}"]`).count()) > 0;
  if (isList) {
    const isOffered = (await element.locator(`option[value="${text}"]`).count()) > 0;
    if (!isOffered) await action(page, 'refresh').click();
    await element.selectOption(text);
  } else if (kind === 'checkbox') {
    await page.locator(`label:has([id="${id}"])`).click();
  } else {
    await element.fill(text);
  }
}

/** The same for several, in their order. */
export async function putAll(page: Page, answers: Record<string, string>): Promise<void> {
  for (const [id, text] of Object.entries(answers)) await put(page, id, text);
}

/** Presses a button that leads somewhere else. */
export async function press(page: Page, name: string, to: RegExp): Promise<void> {
  await action(page, name).click();
  await expect(page).toHaveURL(to);
}

/** From the home page through step 1. */
export async function basic(page: Page, who: Applicant): Promise<void> {
  await page.goto('/');
  await page.locator('main a[href="/register"]').first().click();
  await expect(page).toHaveURL(/\/register\/basic$/);
  await putAll(page, who.basic);
  await press(page, 'next', /\/register\/documents$/);
}
