import { PASSWORD, person, unique } from '../support/applicants.ts';
import { speak } from '../support/languages.ts';
import { expect, holdCode, hydrated, test } from '../support/test.ts';
import {
  action, control, enter, enterAll, fillBasic, fillContact, fillDocuments, next, openWizard, readNotice, reference,
} from '../support/wizard.ts';

test('switching the language on a half-filled step keeps everything typed, the password included', async ({ page }) => {
  await openWizard(page);
  const name = unique('half');
  await enterAll(page, { province_scope: 'outside', applicant_type: 'person', document_type: 'passport', user_name: name });
  await control(page, 'password').fill(PASSWORD);
  await control(page, 'password_again').fill(`${PASSWORD} and not`);
  for (const language of ['ja', 'en', 'zh-CN'] as const) {
    await speak(page, language);
    await expect(control(page, 'user_name')).toHaveValue(name);
    await expect(control(page, 'password')).toHaveValue(PASSWORD);
    await expect(control(page, 'password_again')).toHaveValue(`${PASSWORD} and not`);
    await expect(page.locator('#document_type-passport')).toBeChecked();
  }
  await enter(page, 'password_again', PASSWORD);
  await next(page, 'documents');
});

test('lists speak the new language and keep what was chosen, and the language is kept over a reload', async ({ page }) => {
  const who = person();
  await openWizard(page);
  await fillBasic(page, who);
  await fillDocuments(page, who);
  await enterAll(page, who.contact);
  await speak(page, 'en');
  await expect(control(page, 'office').locator('option:checked')).toHaveText('Zhengzhou Demo Centre');
  await expect(control(page, 'industry')).toHaveValue('R');
  await expect(control(page, 'address')).toHaveValue(who.contact['address'] ?? '');
  await speak(page, 'ja');
  await expect(control(page, 'office').locator('option:checked')).toHaveText('鄭州受付センター（デモ）');
  await page.reload();
  await expect(page.locator('html')).toHaveAttribute('lang', 'ja');
  await expect(control(page, 'office')).toHaveValue('zhengzhou-centre');
});

test('who changes the language before promising reads the notice in it and can send', async ({ page }) => {
  const who = person();
  await openWizard(page);
  await fillBasic(page, who);
  await fillDocuments(page, who);
  await fillContact(page, who);
  await speak(page, 'en');
  await expect(page.locator('[data-answer="office"]')).toContainText('Zhengzhou Demo Centre');
  await action(page, 'submit').click();
  await expect(page.locator('.notice-dialog__text')).toContainText(/review/i);
  await readNotice(page);
  await action(page, 'promise').click();
  await reference(page);
});

test('the language of the last page may be changed at any moment, also while it is loaded anew', async ({ page }) => {
  const who = person();
  await openWizard(page);
  await fillBasic(page, who);
  await fillDocuments(page, who);
  await fillContact(page, who);
  await page.route('**/register/confirm', async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 120));
    await route.continue();
  });
  const choose = (tag: string): Promise<void> => page.locator(`.language-switch button[value="${tag}"]`).click();
  for (let pause = 0; pause <= 280; pause += 20) {
    const answered = page.waitForResponse('**/register/confirm');
    await choose('ja');
    if (pause % 40 === 0) await answered;
    await page.waitForTimeout(pause % 140);
    await choose('zh-CN');
    await choose('en');
  }
  await expect(page.locator('[data-answer="office"]')).toContainText('Zhengzhou Demo Centre');
  await action(page, 'submit').click();
  await readNotice(page);
  await action(page, 'promise').click();
  await reference(page);
});

test('a language chosen before the page is taken over changes all of it', async ({ page }) => {
  for (const tag of ['en', 'ja'] as const) {
    // The code of the page comes late; until then the switch is a plain form.
    const letGo = await holdCode(page);
    await page.goto('/recover', { waitUntil: 'commit' });
    await page.locator(`.language-switch button[value="${tag}"]`).click();
    await expect(page.locator('html')).toHaveAttribute('lang', tag);
    const heading = (await page.locator('h1').textContent())?.trim() ?? '';
    expect(await page.title(), `${tag}: title and heading are one`).toContain(heading);
    letGo();
    await hydrated(page);
    await expect(page.locator('h1'), `${tag}: hydrated, it says the same`).toHaveText(heading);
    await expect.poll(() => page.title(), `${tag}: hydrated, title and heading are one`).toContain(heading);
    await page.unrouteAll();
  }
});
