import type { Page } from '@playwright/test';
import { person } from '../support/applicants.ts';
import { expect, holdCode, hydrated, test } from '../support/test.ts';
import { action, control, enterAll, expectSaved, expectState, field, fillBasic, fillDocuments, openWizard, step } from '../support/wizard.ts';

test('what is typed on step 1 before the page is hydrated stays and is saved', async ({ page }) => {
  const letGo = await holdCode(page);
  await page.goto('/register/basic', { waitUntil: 'commit' });
  await page.locator('label:has(#applicant_type-enterprise)').click();
  await control(page, 'user_name').fill('early.bird');
  await control(page, 'password').fill('Ein-früher-Vogel-77');
  letGo();
  await hydrated(page);
  await expect(control(page, 'user_name')).toHaveValue('early.bird');
  await expect(control(page, 'password')).toHaveValue('Ein-früher-Vogel-77');
  await expect(page.locator('#applicant_type-enterprise')).toBeChecked();
  await expectState(page, 'user_name', 'valid');
  await expectSaved(page);
  await page.reload();
  await expect(control(page, 'user_name')).toHaveValue('early.bird');
  await expect(page.locator('#applicant_type-enterprise')).toBeChecked();
});

test('text of several lines, dates, lists and a picture given early stay too', async ({ page }) => {
  const who = person();
  await openWizard(page);
  await fillBasic(page, who);
  let letGo = await holdCode(page);
  await page.reload({ waitUntil: 'commit' });
  await control(page, 'valid_from').fill('2019-03-04');
  await control(page, 'region_province').selectOption('41');
  await control(page, 'portrait').setInputFiles(who.pictures['portrait'] ?? '');
  letGo();
  await hydrated(page);
  await expect(control(page, 'valid_from')).toHaveValue('2019-03-04');
  await expect(control(page, 'region_province')).toHaveValue('41');
  await expect(control(page, 'region_city').locator('option[value="4101"]')).toBeAttached();
  await expect(field(page, 'portrait').locator('img.upload__thumb')).toBeVisible();

  await fillDocuments(page, who);
  letGo = await holdCode(page);
  await page.reload({ waitUntil: 'commit' });
  const address = '河南省郑州市金水区\n示例大道 18 号';
  await control(page, 'address').fill(address);
  letGo();
  await hydrated(page);
  await expect(control(page, 'address')).toHaveValue(address);
  await expectSaved(page);
  await page.reload();
  await expect(control(page, 'address')).toHaveValue(address);
});

test('"next" pressed before the page is hydrated goes on as a plain form', async ({ page }) => {
  const who = person();
  const letGo = await holdCode(page);
  await openWizardEarly(page);
  const { province_scope = '', applicant_type = '', user_name = '' } = who.basic;
  for (const id of [`province_scope-${province_scope}`, `applicant_type-${applicant_type}`]) {
    await page.locator(`label:has([id="${id}"])`).click();
  }
  await control(page, 'user_name').fill(user_name);
  await action(page, 'next').click();
  await expect(page).toHaveURL(/check=1/);
  await expect(control(page, 'user_name')).toHaveValue(user_name);
  letGo();
  await hydrated(page);
  await enterAll(page, { document_type: 'id_card', password: who.basic['password'] ?? '', password_again: who.basic['password'] ?? '' });
  await action(page, 'next').click();
  await expect(step(page, 'documents')).toBeAttached();
});

async function openWizardEarly(page: Page): Promise<void> {
  await page.goto('/register', { waitUntil: 'commit' });
  await expect(step(page, 'basic')).toBeAttached();
}
