import { organisation } from '../support/applicants.ts';
import { mailTo } from '../support/outbox.ts';
import { registered } from '../support/registered.ts';
import { claim, openCase, staffSignIn } from '../support/staff.ts';
import { expect, test } from '../support/test.ts';
import { action, control, register } from '../support/wizard.ts';

test.use({ locale: 'ja-JP' });

test('an organisation that is no enterprise registers and follows its case without signing in', async ({ page, open }) => {
  const who = organisation();
  const email = who.contact['email'] ?? '';
  const number = await register(page, who);
  const receipt = await mailTo(email, ({ text }) => text.includes(number));
  expect(receipt.language).toBe('ja');

  const stranger = await open({ locale: 'ja-JP' });
  await stranger.goto('/status');
  await stranger.locator('#reference').fill(number.toLowerCase().replaceAll('-', ' '));
  await stranger.locator('#email').fill(email);
  await action(stranger, 'look-up').click();
  await expect(stranger.locator('[data-status="submitted"]')).toBeVisible();
  await expect(stranger.locator('[data-next]')).toContainText(/\d{4}年\d+月\d+日/);
});

test('a refused organisation reads why', async ({ page, open }) => {
  const who = organisation();
  const number = await registered(page, who);
  const officer = await open({ locale: 'en-GB' });
  await staffSignIn(officer, 'supervisor');
  await openCase(officer, number);
  await claim(officer);
  await officer.locator('#general_reason').fill('登録の対象ではありません。');
  await action(officer, 'refuse').click();
  await action(officer, 'confirm-refuse').click();
  await expect(officer.locator('[data-decided="refuse"]')).toBeVisible();
  const mail = await mailTo(who.contact['email'] ?? '', ({ text }) => text.includes('登録の対象ではありません。'));
  expect(mail.language).toBe('ja');
  await page.goto(`/applications/${number}`);
  await expect(page.locator('[data-status="refused"] [data-reason]')).toHaveText('登録の対象ではありません。');
  await page.goto('/account');
  await expect(page.locator('[data-registration="refused"]')).toBeVisible();
  await action(page, 'continue').click();
  await expect(page).toHaveURL(new RegExp(`/applications/${number}$`));
  await action(page, 'begin-again').click();
  await expect(page).toHaveURL(/\/register\/basic$/);
  await expect(control(page, 'user_name')).toHaveValue(who.basic['user_name'] ?? '');
  await expect(page.locator('#applicant_type-organisation')).toBeChecked();
});

test('two officers cannot overwrite each other', async ({ page, open }) => {
  const who = organisation();
  const number = await registered(page, who);
  const [first, second] = [await open({ locale: 'en-GB' }), await open({ locale: 'en-GB' })];
  await staffSignIn(first);
  await staffSignIn(second, 'supervisor');
  await openCase(first, number);
  await openCase(second, number);
  await claim(first);
  await action(second, 'claim').click();
  await expect(second.locator('[data-problem="claimed"]')).toBeVisible();
  await second.reload();
  await expect(second.locator('.claim--other')).toBeVisible();
  await expect(action(second, 'approve')).toHaveCount(0);
});
