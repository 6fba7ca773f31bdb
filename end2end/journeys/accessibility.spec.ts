import { PASSWORD, unique } from '../support/applicants.ts';
import { expect, test } from '../support/test.ts';
import { control, openWizard, step } from '../support/wizard.ts';

test('a person gets through step 1 with the keyboard alone', async ({ page }) => {
  await openWizard(page);
  /** Tabs until a control has the focus; nobody tabs for ever. */
  const tabTo = async (selector: string): Promise<void> => {
    for (let times = 0; times < 40; times += 1) {
      await page.keyboard.press('Tab');
      if (await page.evaluate((wanted) => document.activeElement?.matches(wanted) ?? false, selector)) return;
    }
    throw new Error(`${selector} cannot be reached with Tab`);
  };
  await page.keyboard.press('Tab');
  await expect(page.locator('.skip-link')).toBeFocused();
  await page.keyboard.press('Enter');
  await tabTo('[id^="province_scope-"]');
  await page.keyboard.press('Space');
  await tabTo('[id^="applicant_type-"]');
  await page.keyboard.press('Space');
  await tabTo('[id^="document_type-"]');
  await page.keyboard.press('Space');
  await tabTo('#user_name');
  await page.keyboard.type(unique('keys'));
  await tabTo('#password');
  await page.keyboard.type(PASSWORD);
  await tabTo('#password_again');
  await page.keyboard.type(PASSWORD);
  await page.keyboard.press('Enter');
  await expect(step(page, 'documents')).toBeAttached({ timeout: 30_000 });
});

test('what is wrong is announced: the focus goes to the summary, and from there to the field', async ({ page }) => {
  await openWizard(page);
  await control(page, 'user_name').focus();
  await page.keyboard.press('Enter');
  const summary = page.locator('#error-summary');
  await expect(summary).toBeFocused();
  await expect(summary).toHaveAttribute('role', 'alert');
  await expect(summary).toBeInViewport();
  await summary.locator('a[href="#user_name"]').click();
  await expect(control(page, 'user_name')).toBeFocused();
  await expect(control(page, 'user_name')).toHaveAttribute('aria-invalid', 'true');
  await expect(control(page, 'user_name')).toHaveAttribute('aria-describedby', /user_name-error/);
});
