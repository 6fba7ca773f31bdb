import { enterprise } from '../support/applicants.ts';
import { basic, press, putAll } from '../support/plain.ts';
import { openCase, staffSignIn } from '../support/staff.ts';
import { expect, test } from '../support/test.ts';
import {
  action, confirmEmail, control, enter, enterAll, expectSaved, expectState, field, fillBasic, next, openWizard, promise,
  step, upload,
} from '../support/wizard.ts';

test.use({ locale: 'en-GB' });

/** A code that was given with a check character the standard does not give. */
const CODE = '91350203M0001QKT19';

test('what is seldom meant is asked about once, taken, and told to the officer', async ({ page, open }) => {
  const who = enterprise();
  const email = who.contact['email'] ?? '';
  await openWizard(page);
  await fillBasic(page, who);
  await upload(page, 'licence', who.pictures['licence'] ?? '');
  await enterAll(page, { ...who.documents, credit_code: CODE });
  // Taken, and worth a look: no tick.
  await expectState(page, 'credit_code', 'empty');
  await expect(field(page, 'credit_code').locator('[data-warning="check_character"]')).toContainText('compare the code');

  await action(page, 'next').click();
  const asked = page.locator('[data-problem="look-again"]');
  await expect(asked).toBeFocused();
  await expect(asked.getByRole('link')).toHaveText(/Unified social credit code/);
  await asked.getByRole('link').click();
  await expect(control(page, 'credit_code')).toBeFocused();
  // Once it is mended nothing is asked any more, and what was asked once is not asked again.
  await enter(page, 'credit_code', who.documents['credit_code'] ?? '');
  await expect(asked).toHaveCount(0);
  await expectState(page, 'credit_code', 'valid');
  await enter(page, 'credit_code', CODE);
  await expect(asked).toHaveCount(0);
  await next(page, 'contact');

  await enterAll(page, { ...who.contact, email: email.replace(/@.*/, '@qq.con') });
  const suggestion = field(page, 'email').locator('[data-suggestion]');
  await expect(suggestion).toHaveText(/@qq\.com/);
  await suggestion.click();
  await expect(control(page, 'email')).toHaveValue(email.replace(/@.*/, '@qq.com'));
  await expect(suggestion).toHaveCount(0);
  // The button is gone, and the keyboard is where it was for.
  await expect(control(page, 'email')).toBeFocused();
  await expectState(page, 'email', 'valid');
  await expectSaved(page);
  await enter(page, 'email', email);
  await confirmEmail(page, email);
  await next(page, 'confirm');
  await expect(page.locator('[data-answer="credit_code"] [data-warning="check_character"]')).toBeVisible();
  const number = await promise(page);

  const officer = await open();
  await staffSignIn(officer);
  await openCase(officer, number);
  const told = officer.locator('[data-answer="credit_code"]');
  await expect(told).toContainText(CODE);
  await expect(told.locator('[data-warning="check_character"]')).toContainText('the applicant was told');
});

test('without JavaScript the sentence stands at the field and on the page that checks', async ({ open }) => {
  const page = await open({ javaScriptEnabled: false });
  const who = enterprise();
  await basic(page, who);
  await control(page, 'licence').setInputFiles(who.pictures['licence'] ?? '');
  await putAll(page, { ...who.documents, credit_code: CODE });
  await press(page, 'next', /\/register\/contact$/);
  await page.goto('/register/documents');
  await expect(field(page, 'credit_code').locator('[data-warning="check_character"]')).toBeVisible();
  await page.goto('/register/contact');
  await putAll(page, { email: 'li@qq.con' });
  await action(page, 'refresh').first().click();
  await expect(step(page, 'contact')).toBeAttached();
  await expect(field(page, 'email').locator('[data-warning="domain"]')).toContainText('li@qq.com');
  await expect(field(page, 'email').locator('[data-suggestion]')).toBeHidden();
});
