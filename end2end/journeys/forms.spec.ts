import type { Locator, Page } from '@playwright/test';
import { PASSWORD, person, unique } from '../support/applicants.ts';
import { codeFor } from '../support/outbox.ts';
import { press, put, putAll } from '../support/plain.ts';
import { expect, go, holdCode, hydrated, test } from '../support/test.ts';
import {
  action, control, enter, enterAll, expectSaved, expectState, field, fillBasic, fillContact, fillDocuments, next, openWizard, step, upload,
} from '../support/wizard.ts';

test.use({ locale: 'en-GB' });

const PHONE = { width: 390, height: 640 };

const title = (page: Page): Locator => page.locator('main h1');

test('the keyboard is where the page begins: after the skip link, on, back, and by the browser’s Back', async ({ page }) => {
  const who = person();
  await openWizard(page);
  await page.keyboard.press('Tab');
  await expect(page.locator('.skip-link')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.locator('#main')).toBeFocused();
  await fillBasic(page, who);
  await expect(title(page)).toBeFocused();
  await expect(title(page)).toHaveText('Documents');
  await action(page, 'previous').click();
  await expect(step(page, 'basic')).toBeAttached();
  await expect(title(page)).toBeFocused();
  await page.goBack();
  await expect(step(page, 'documents')).toBeAttached();
  await expect(title(page)).toBeFocused();
  await page.locator('.header__name').click();
  await expect(page).toHaveURL(/\/$/);
  await expect(title(page)).toBeFocused();
});

test('“change” leads to its field, and the links of the summary show what it is called', async ({ page }) => {
  const who = person();
  await page.setViewportSize(PHONE);
  await openWizard(page);
  await fillBasic(page, who);
  await fillDocuments(page, who);
  await fillContact(page, who);
  for (const [id, focused] of [['document_type', 'document_type-id_card'], ['valid_from', 'valid_from'], ['handheld', 'handheld'], ['address', 'address']] as const) {
    await page.locator(`[data-answer="${id}"] .summary__action a`).click();
    await expect(page).toHaveURL(new RegExp(`#${id}$`));
    await expect(control(page, focused)).toBeFocused();
    await expect(field(page, id).locator('.field__label')).toBeInViewport();
    await page.goBack();
    await expect(step(page, 'confirm')).toBeAttached();
  }
  await page.locator('[data-answer="email"] .summary__action a').click();
  await enterAll(page, { postcode: '', contact_person: '' });
  await action(page, 'next').click();
  const summary = page.locator('#error-summary');
  await expect(summary).toBeFocused();
  await summary.locator('a[href="#postcode"]').click();
  await expect(control(page, 'postcode')).toBeFocused();
  await expect(field(page, 'postcode').locator('.field__label')).toBeInViewport();
  await expect(page.locator('#postcode-hint')).toBeInViewport();
  // What is mended is not complained of any longer, and in the end nothing is.
  await enter(page, 'postcode', who.contact['postcode'] ?? '');
  await expect(summary.locator('a')).toHaveCount(1);
  await enter(page, 'contact_person', who.contact['contact_person'] ?? '');
  await expect(summary).toHaveCount(0);
});

test('clearing a page asks first, takes what it says, and leaves nothing red behind', async ({ page }) => {
  const who = person();
  await openWizard(page);
  await enterAll(page, { province_scope: 'inside', applicant_type: 'person', user_name: unique('clear') });
  await expectSaved(page);
  await action(page, 'next').click();
  await expect(page.locator('#error-summary')).toBeVisible();
  await action(page, 'reset').click();
  await expect(page.locator('.clear__question')).toContainText('cannot be undone');
  await action(page, 'keep').click();
  await expect(page.locator('.clear__question')).toBeHidden();
  await expect(page.locator('#applicant_type-person')).toBeChecked();
  await action(page, 'reset').click();
  await action(page, 'clear').click();
  await expect(control(page, 'user_name')).toHaveValue('');
  await hydrated(page);
  await expect(page.locator('h1')).toBeFocused();
  await expect(page.locator('[data-field] :checked')).toHaveCount(0);
  await expect(page.locator('[data-state="invalid"]')).toHaveCount(0);

  await fillBasic(page, who);
  await upload(page, 'portrait', who.pictures['portrait'] ?? '');
  await enter(page, 'real_name', '林晓安');
  await expectSaved(page);
  await action(page, 'reset').click();
  await expect(page.locator('.clear__question')).toContainText('pictures too');
  await action(page, 'clear').click();
  await expect(page.locator('img.upload__thumb')).toHaveCount(0);
  await expect(control(page, 'real_name')).toHaveValue('');
  // The credential is made: it stays.
  await go(page, '/register/basic');
  await expect(control(page, 'user_name')).toHaveValue(who.basic['user_name'] ?? '');
});

test('an early “next” finds all that is asked, and what it cannot keep it says', async ({ page }) => {
  const who = person();
  const { user_name = '', password = '' } = who.basic;
  const letGo = await holdCode(page);
  await page.goto('/register', { waitUntil: 'commit' });
  await expect(step(page, 'basic')).toBeAttached();
  const papers = (id: string): Locator => page.locator(`label:has(#document_type-${id})`);
  await expect(field(page, 'document_type')).toBeHidden();
  await put(page, 'applicant_type', 'enterprise');
  await expect(papers('business_licence')).toBeVisible();
  await expect(papers('passport')).toBeHidden();
  await put(page, 'applicant_type', 'person');
  await expect(papers('business_licence')).toBeHidden();
  await putAll(page, { document_type: 'id_card', user_name: '1bad', password });
  await action(page, 'next').click();
  await expect(page).toHaveURL(/check=1/);
  await expect(page.locator('#document_type-id_card')).toBeChecked();
  await expect(page.locator('#document_type-error')).toHaveCount(0);
  await expect(page.locator('#password-error')).toContainText('not kept');
  await putAll(page, { province_scope: 'inside', user_name, password, password_again: password });
  await action(page, 'next').click();
  await expect(page).toHaveURL(/\/register\/documents$/);
  letGo();
  await hydrated(page);
  await expect(field(page, 'portrait')).toBeVisible();
});

test('a list that was empty when an early “next” was pressed is asked for, not blamed', async ({ page }) => {
  await openWizard(page);
  await fillBasic(page, person());
  const letGo = await holdCode(page);
  await page.reload({ waitUntil: 'commit' });
  await put(page, 'long_term', 'yes');
  await expect(field(page, 'valid_to')).toBeHidden();
  await control(page, 'region_province').selectOption('41');
  await action(page, 'next').click();
  await expect(page).toHaveURL(/more=region_city/);
  await expect(field(page, 'region_city')).toHaveAttribute('data-state', 'empty');
  await expect(page.locator('[data-more] a')).toHaveText(['City']);
  await expectState(page, 'real_name', 'invalid');
  await control(page, 'region_city').selectOption('4101');
  letGo();
  await hydrated(page);
  await expect(page.locator('[data-more] a[href="#region_city"]')).toHaveCount(0);
});

test('a password is judged when it is left, also by what only the server knows', async ({ page }) => {
  await openWizard(page);
  const name = unique('lin');
  await enter(page, 'user_name', name);
  for (const weak of ['12345678', name, 'jessica1987']) {
    await enter(page, 'password', weak);
    await expectState(page, 'password', 'invalid');
    await expect(page.locator('#password-error')).toContainText('easy to guess');
  }
  await enter(page, 'password', PASSWORD);
  await expectState(page, 'password', 'valid');
  await enter(page, 'password_again', `${PASSWORD}!`);
  await expectState(page, 'password_again', 'invalid');
  await enter(page, 'password_again', PASSWORD);
  await expectState(page, 'password_again', 'valid');
});

test('a code is asked for, awaited or entered: one sentence at a time', async ({ page }) => {
  const who = person();
  await openWizard(page);
  await fillBasic(page, who);
  await fillDocuments(page, who);
  // Passing by is no mistake before a code was sent.
  await control(page, 'email_code').focus();
  await control(page, 'email_code').blur();
  await expectState(page, 'email_code', 'empty');
  await enterAll(page, who.contact);
  const [error, note] = [page.locator('#email_code-error'), page.locator('.code__note')];
  await action(page, 'next').click();
  await expect(error).toContainText('not confirmed yet');
  await expect(note).toBeEmpty();
  await action(page, 'send-code').click();
  await expect(note).toContainText('We sent a code');
  await expect(error).toHaveCount(0);
  await expect(page.locator('#error-summary')).toHaveCount(0);
  await action(page, 'next').click();
  await expect(error).toContainText('Enter the 6 digits');
  await expect(note).toBeEmpty();
  const code = await codeFor(who.contact['email'] ?? '');
  await enter(page, 'email_code', code === '000000' ? '111111' : '000000');
  await expect(error).toContainText('not the code');
  await expect(note).toBeEmpty();
  await enter(page, 'email_code', code);
  await expectState(page, 'email_code', 'valid');
  await expect(note).toContainText('is confirmed');
  await expect(page.locator('#error-summary')).toHaveCount(0);
  await next(page, 'confirm');
});

test.describe('without scripts', () => {
  test.use({ javaScriptEnabled: false });

  test('clearing a page asks first and takes what it says', async ({ page }) => {
    const who = person();
    await page.goto('/register/basic');
    await putAll(page, { province_scope: 'inside', applicant_type: 'person', document_type: 'id_card' });
    const { user_name = '', password = '', password_again = '' } = who.basic;
    await putAll(page, { user_name, password, password_again });
    await press(page, 'next', /\/register\/documents$/);
    await control(page, 'portrait').setInputFiles(who.pictures['portrait'] ?? '');
    await put(page, 'real_name', '林晓安');
    await action(page, 'refresh').click();
    await expect(page.locator('img.upload__thumb')).toBeVisible();
    await action(page, 'reset').click();
    await expect(page.locator('.clear__question')).toBeVisible();
    await expect(control(page, 'real_name')).toHaveValue('林晓安');
    await action(page, 'clear').click();
    await expect(page.locator('img.upload__thumb')).toHaveCount(0);
    await expect(control(page, 'real_name')).toHaveValue('');
    await expect(page.locator('[data-state="invalid"]')).toHaveCount(0);
  });

  test('a link to a field shows what it is called', async ({ page }) => {
    await page.setViewportSize(PHONE);
    await page.goto('/register/basic');
    await press(page, 'next', /check=1/);
    await page.locator('#error-summary a[href="#password_again"]').click();
    await expect(field(page, 'password_again').locator('.field__label')).toBeInViewport();
    await page.locator('#error-summary a[href="#user_name"]').click();
    await expect(field(page, 'user_name').locator('.field__label')).toBeInViewport();
  });
});
