import { enterprise, person } from '../support/applicants.ts';
import { codeFor, mailTo } from '../support/outbox.ts';
import { picture } from '../support/pictures.ts';
import { basic, press, put, putAll } from '../support/plain.ts';
import { expect, test } from '../support/test.ts';
import { action, control, field, reference, step } from '../support/wizard.ts';

test.use({ javaScriptEnabled: false, locale: 'en-GB' });

test('a person registers without JavaScript, photos included', async ({ page }) => {
  const who = person();
  const email = who.contact['email'] ?? '';
  await basic(page, who);
  for (const [id, file] of Object.entries(who.pictures)) await control(page, id).setInputFiles(file);
  await putAll(page, who.documents);
  await press(page, 'next', /\/register\/contact$/);
  await putAll(page, who.contact);
  await press(page, 'send-code', /sent=1/);
  await expect(control(page, 'address')).toHaveValue(who.contact['address'] ?? '');
  await put(page, 'email_code', await codeFor(email));
  await press(page, 'next', /\/register\/confirm$/);
  await expect(page.locator('[data-answer="portrait"] img')).toBeVisible();
  await expect(page.locator('[data-answer="address"]')).toContainText(who.contact['address'] ?? '');
  await press(page, 'submit', /notice=1/);
  await press(page, 'promise', /\/register\/done$/);
  const number = await reference(page);
  await mailTo(email, ({ text }) => text.includes(number));
});

test('an enterprise registers without JavaScript', async ({ page }) => {
  const who = enterprise();
  await basic(page, who);
  await control(page, 'licence').setInputFiles(who.pictures['licence'] ?? '');
  await putAll(page, who.documents);
  await press(page, 'next', /\/register\/contact$/);
  await putAll(page, who.contact);
  await press(page, 'send-code', /sent=1/);
  await put(page, 'email_code', await codeFor(who.contact['email'] ?? ''));
  await press(page, 'next', /\/register\/confirm$/);
  await press(page, 'submit', /notice=1/);
  await press(page, 'promise', /\/register\/done$/);
});

test('without JavaScript a wrong step says what is wrong and keeps everything typed', async ({ page }) => {
  const who = person();
  await page.goto('/register/basic');
  await putAll(page, { province_scope: 'inside', applicant_type: 'person', user_name: '1bad' });
  await press(page, 'next', /check=1/);
  await expect(page.locator('#error-summary')).toBeVisible();
  await expect(page.locator('#error-summary a[href="#password"]')).toBeVisible();
  await expect(page.locator('#user_name-error')).toBeVisible();
  await expect(field(page, 'user_name')).toHaveAttribute('data-state', 'invalid');
  await expect(control(page, 'user_name')).toHaveValue('1bad');
  await expect(page.locator('#applicant_type-person')).toBeChecked();

  await basic(page, who);
  await control(page, 'portrait').setInputFiles(who.pictures['portrait'] ?? '');
  await control(page, 'emblem').setInputFiles(picture('text.jpg'));
  await putAll(page, { real_name: '林晓安', id_number: '123' });
  await action(page, 'next').click();
  await expect(step(page, 'documents')).toBeAttached();
  await expect(field(page, 'portrait').locator('img.upload__thumb')).toBeVisible();
  await expect(control(page, 'real_name')).toHaveValue('林晓安');
  await expect(control(page, 'id_number')).toHaveValue('123');
  await expect(field(page, 'emblem').locator('.field__error')).toContainText('a text file');
  // At the top of the page, with a way to the slot.
  const line = page.locator('#error-summary a[href="#emblem"]');
  await expect(line).toContainText('a text file');
  await line.click();
  await expect(page).toHaveURL(/#emblem$/);
  // Nothing converts a picture here, and nothing says so.
  const limits = field(page, 'emblem').locator('.upload__limits:visible');
  await expect(limits).toHaveCount(1);
  await expect(limits).toContainText('JPEG');
  await expect(limits).not.toContainText('converted');

  await press(page, 'previous', /\/register\/basic/);
  await expect(control(page, 'user_name')).toHaveValue(who.basic['user_name'] ?? '');
});

test('without JavaScript a picture can be replaced and removed, and the language changed', async ({ page }) => {
  const who = person();
  await basic(page, who);
  await control(page, 'portrait').setInputFiles(who.pictures['portrait'] ?? '');
  await put(page, 'real_name', '林晓安');
  await action(page, 'refresh').click();
  const thumb = field(page, 'portrait').locator('img.upload__thumb');
  const before = (await thumb.getAttribute('src')) ?? '';
  await control(page, 'portrait').setInputFiles(picture('other.jpg'));
  await action(page, 'refresh').click();
  await expect(thumb).not.toHaveAttribute('src', before);
  await field(page, 'portrait').locator('[data-action="remove"]').click();
  await expect(thumb).toHaveCount(0);
  await expect(control(page, 'real_name')).toHaveValue('林晓安');
  await page.locator('.language-switch button[lang="ja"]').click();
  await expect(page).toHaveURL(/\/register\/documents/);
  await expect(page.locator('html')).toHaveAttribute('lang', 'ja');
  await expect(control(page, 'real_name')).toHaveValue('林晓安');
});

test('without JavaScript a field that was emptied is empty', async ({ page }) => {
  await basic(page, person());
  await putAll(page, { real_name: '林晓安', valid_from: '2019-03-04' });
  await action(page, 'refresh').click();
  await expect(control(page, 'real_name')).toHaveValue('林晓安');
  await control(page, 'real_name').fill('');
  await action(page, 'refresh').click();
  await expect(control(page, 'valid_from')).toHaveValue('2019-03-04');
  await expect(control(page, 'real_name')).toHaveValue('');
});
