import { person } from '../support/applicants.ts';
import { codeFor } from '../support/outbox.ts';
import { basic, press, put, putAll } from '../support/plain.ts';
import { note } from '../support/run.ts';
import { expect, hydrated, test } from '../support/test.ts';
import {
  action, confirmEmail, control, enter, enterAll, expectSaved, expectState, fillBasic, fillDocuments, next, openWizard,
} from '../support/wizard.ts';

test.use({ locale: 'en-GB' });

test('a code for a mistyped address keeps nobody from the right one', async ({ page }) => {
  const who = person();
  const right = who.contact['email'] ?? '';
  const wrong = `wrong.${right}`;
  note(wrong);
  await openWizard(page);
  await fillBasic(page, who);
  await fillDocuments(page, who);
  await enterAll(page, { ...who.contact, email: wrong });
  const sent = page.locator('.code__note');
  const button = action(page, 'send-code');
  await button.click();
  await expect(sent).toContainText(wrong);
  await expect(button).toContainText(/\d+ s/);
  await expect(button).toHaveAttribute('aria-disabled', 'true');

  // The wait is of that address.
  await enter(page, 'email', right);
  await expect(sent).toBeEmpty();
  await expect(button).toHaveText('Send code');
  await expect(button).toHaveAttribute('aria-disabled', 'false');
  await enter(page, 'email', wrong);
  await expect(sent).toContainText(wrong);
  await expect(button).toContainText(/\d+ s/);
  await enter(page, 'email', right);
  await expectSaved(page);
  await page.reload();
  await hydrated(page);
  await expect(sent).toBeEmpty();
  await expect(button).toHaveText('Send code');
  await confirmEmail(page, right);
  await expectState(page, 'email_code', 'valid');

  // Nor does a confirmed one.
  const other = `other.${right}`;
  await enter(page, 'email', other);
  await expect(button).toBeEnabled();
  await expect(button).toHaveText('Send code');
  await confirmEmail(page, other);
  await expectState(page, 'email_code', 'valid');
  await next(page, 'confirm');
});

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  test('a mistyped address is corrected and gets its code at once', async ({ page }) => {
    const who = person();
    const right = who.contact['email'] ?? '';
    const wrong = `wrong.${right}`;
    note(wrong);
    await basic(page, who);
    for (const [id, file] of Object.entries(who.pictures)) await control(page, id).setInputFiles(file);
    await putAll(page, who.documents);
    await press(page, 'next', /\/register\/contact$/);
    await putAll(page, { ...who.contact, email: wrong });
    await press(page, 'send-code', /sent=1/);
    await expect(page.locator('.code__note')).toContainText(wrong);
    await control(page, 'email').fill(right);
    await press(page, 'send-code', /sent=1/);
    await expect(page.locator('.code__note')).toContainText(right);
    await put(page, 'email_code', await codeFor(right));
    await press(page, 'next', /\/register\/confirm$/);
  });
});
