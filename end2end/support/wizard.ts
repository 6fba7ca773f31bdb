import { type Locator, type Page, expect } from '@playwright/test';
import type { Applicant } from './applicants.ts';
import { codeFor } from './outbox.ts';
import { hydrated } from './test.ts';

export const field = (page: Page, id: string): Locator => page.locator(`[data-field="${id}"]`);
export const control = (page: Page, id: string): Locator => page.locator(`[id="${id}"]`);
export const action = (page: Page, name: string): Locator => page.locator(`[data-action="${name}"]:visible`);
export const step = (page: Page, name: string): Locator => page.locator(`form[data-step="${name}"]`);

/** Types, chooses or ticks, as the control wants it, and leaves the field. */
export async function enter(page: Page, id: string, text: string): Promise<void> {
  const element = control(page, id);
  await element.waitFor();
  const kind = await element.evaluate((node) =>
    node instanceof HTMLInputElement ? node.type : node.tagName.toLowerCase(),
  );
  if (kind === 'div') {
    await page.locator(`label:has([id="${id}-${text}"])`).click();
  } else if (kind === 'select') {
    await element.selectOption(text);
  } else if (kind === 'checkbox') {
    await page.locator(`label:has([id="${id}"])`).click();
  } else {
    await element.fill(text);
    await element.blur();
  }
}

/** Enters several answers, in their order. */
export async function enterAll(page: Page, answers: Record<string, string>): Promise<void> {
  for (const [id, text] of Object.entries(answers)) await enter(page, id, text);
}

/** Expects the mark of a field. */
export async function expectState(page: Page, id: string, state: string): Promise<void> {
  await expect(field(page, id)).toHaveAttribute('data-state', state);
}

/** Expects that everything typed is stored. */
export async function expectSaved(page: Page): Promise<void> {
  await expect(page.locator('[data-saving]')).toHaveAttribute('data-saving', 'saved');
}

/** Chooses a file for a slot and waits until it is stored. */
export async function upload(page: Page, id: string, file: string): Promise<void> {
  const thumb = field(page, id).locator('img.upload__thumb');
  const before = (await thumb.count()) > 0 ? await thumb.getAttribute('src') : null;
  await control(page, id).setInputFiles(file);
  await expect(thumb).toHaveAttribute('src', /^\/api\/documents\//, { timeout: 60_000 });
  if (before) await expect(thumb).not.toHaveAttribute('src', before, { timeout: 60_000 });
  await expectState(page, id, 'valid');
}

/** Presses "next" and waits for a step. */
export async function next(page: Page, to: string): Promise<void> {
  await action(page, 'next').click();
  await expect(step(page, to)).toBeAttached({ timeout: 30_000 });
  await expect(page).toHaveURL(new RegExp(`/${to}$`));
}

/** Has a code mailed and enters it. */
export async function confirmEmail(page: Page, address: string, at?: string): Promise<void> {
  await action(page, 'send-code').click();
  await enter(page, 'email_code', await codeFor(address, at));
}

export async function openWizard(page: Page): Promise<void> {
  await page.goto('/register');
  await hydrated(page);
  await expect(page).toHaveURL(/\/register\/basic$/);
}

/** Step 1, up to step 2. */
export async function fillBasic(page: Page, who: Applicant): Promise<void> {
  const { document_type: papers = '', ...rest } = who.basic;
  const { province_scope: scope = '', applicant_type: type = '', ...names } = rest;
  await enterAll(page, { province_scope: scope, applicant_type: type, document_type: papers, ...names });
  await next(page, 'documents');
}

/** Step 2, up to step 3. */
export async function fillDocuments(page: Page, who: Applicant): Promise<void> {
  for (const [id, file] of Object.entries(who.pictures)) await upload(page, id, file);
  await enterAll(page, who.documents);
  await next(page, 'contact');
}

/** Step 3, up to step 4. */
export async function fillContact(page: Page, who: Applicant, at?: string): Promise<void> {
  await enterAll(page, who.contact);
  await confirmEmail(page, who.contact['email'] ?? '', at);
  await next(page, 'confirm');
}

/** Opens the notice and reads it to its end. */
export async function readNotice(page: Page): Promise<void> {
  const text = page.locator('.notice-dialog__text');
  await expect(text).toBeVisible();
  await text.evaluate((node) => node.scrollTo(0, node.scrollHeight));
  await expect(action(page, 'promise')).toBeEnabled();
}

/** Letters and digits of which none is taken for another. */
export const REFERENCE = /^[2-9A-HJ-KM-NP-TV-Z]{4}-[2-9A-HJ-KM-NP-TV-Z]{4}-[2-9A-HJ-KM-NP-TV-Z]{2}$/;

/** The reference shown on the page. */
export async function reference(page: Page): Promise<string> {
  const shown = page.locator('[data-reference]').first();
  await expect(shown).toBeVisible({ timeout: 30_000 });
  const text = (await shown.textContent()) ?? '';
  expect(text).toMatch(REFERENCE);
  return text;
}

/** From step 4 to the end. Returns the reference. */
export async function promise(page: Page): Promise<string> {
  await action(page, 'submit').click();
  await readNotice(page);
  await action(page, 'promise').click();
  await expect(page).toHaveURL(/\/done$/, { timeout: 30_000 });
  return reference(page);
}

/** The whole registration. Returns the reference. */
export async function register(page: Page, who: Applicant, at?: string): Promise<string> {
  await openWizard(page);
  await fillBasic(page, who);
  await fillDocuments(page, who);
  await fillContact(page, who, at);
  return promise(page);
}
