import { type Locator, type Page } from '@playwright/test';
import { person } from '../support/applicants.ts';
import { basic, press } from '../support/plain.ts';
import { watchProblems } from '../support/problems.ts';
import { expect, go, hydrated, test } from '../support/test.ts';
import {
  action, control, enter, enterAll, expectSaved, expectState, fillBasic, openWizard, step, upload,
} from '../support/wizard.ts';

const other = (page: Page, id: string): Locator => page.locator(`[data-other="${id}"]`);
const choose = (page: Page, id: string, which: string): Locator =>
  page.locator(`[data-disputed="${id}"] [data-action="${which}"]`);

test('a tab with older answers overwrites nothing: both texts are shown, and somebody chooses', async ({ page }) => {
  await openWizard(page);
  await fillBasic(page, person());
  const tab = await page.context().newPage();
  const problems = watchProblems(tab);
  await go(tab, '/register/documents');

  await enter(page, 'real_name', '林晓安');
  await enter(page, 'id_number', '11010519491231002X');
  await expectSaved(page);

  await test.step('the older tab is told, and keeps what was typed in it', async () => {
    await enter(tab, 'real_name', '林晓宁');
    await expect(other(tab, 'real_name')).toHaveText('林晓安');
    await expect(control(tab, 'real_name')).toHaveValue('林晓宁');
    await expectState(tab, 'real_name', 'invalid');
    // Typing on is no choice.
    await control(tab, 'real_name').focus();
    await tab.keyboard.press('End');
    await tab.keyboard.type('静', { delay: 30 });
    await expectSaved(tab);
    await expect(other(tab, 'real_name')).toHaveText('林晓安');
  });

  await test.step('what nobody typed in it is not written back', async () => {
    await action(tab, 'previous').click();
    await expect(step(tab, 'basic')).toBeAttached();
    await page.reload();
    await hydrated(page);
    await expect(control(page, 'id_number')).toHaveValue('11010519491231002X');
    await expect(control(page, 'real_name')).toHaveValue('林晓安');
    // Drawn from what is stored, the page has the other one beside it.
    await expect(other(page, 'real_name')).toHaveText('林晓宁静');
  });

  await test.step('to take the other one', async () => {
    await choose(page, 'real_name', 'take-other').click();
    await expect(other(page, 'real_name')).toHaveCount(0);
    await expect(control(page, 'real_name')).toHaveValue('林晓宁静');
    await expect(control(page, 'real_name')).toBeFocused();
    await expectSaved(page);
    await go(tab, '/register/documents');
    await expect(control(tab, 'real_name')).toHaveValue('林晓宁静');
    await expect(other(tab, 'real_name')).toHaveCount(0);
  });

  await test.step('to keep what is in the field', async () => {
    await enter(page, 'real_name', '林安');
    await expectSaved(page);
    await enter(tab, 'real_name', '林宁');
    await expect(other(tab, 'real_name')).toHaveText('林安');
    await choose(tab, 'real_name', 'keep-here').click();
    await expect(other(tab, 'real_name')).toHaveCount(0);
    await expectSaved(tab);
    await page.reload();
    await expect(control(page, 'real_name')).toHaveValue('林宁');
    await expect(other(page, 'real_name')).toHaveCount(0);
  });
  await tab.close();
  problems.expectNone();
});

test('"continue" of an older tab stops at what was changed elsewhere, choices included', async ({ page }) => {
  await openWizard(page);
  await enter(page, 'province_scope', 'inside');
  await expectSaved(page);
  const tab = await page.context().newPage();
  await go(tab, '/register/basic');
  await enter(page, 'applicant_type', 'enterprise');
  await enter(page, 'user_name', 'of.the.first.tab');
  await expectSaved(page);
  // Sent at once, without autosave.
  await tab.route('**/api/save_field*', (route) => route.abort());
  await enter(tab, 'applicant_type', 'person');
  await enter(tab, 'document_type', 'id_card');
  await expect(tab.locator('[data-saving]')).toHaveAttribute('data-saving', 'waiting');
  await enter(tab, 'user_name', 'of.the.second.tab');
  await enter(tab, 'password', person().basic['password'] ?? '');
  await enter(tab, 'password_again', person().basic['password'] ?? '');
  await action(tab, 'next').click();
  await expect(tab.locator('#error-summary a[href="#user_name"]')).toBeVisible();
  await expect(other(tab, 'user_name')).toHaveText('of.the.first.tab');
  // As it is read, and not its code.
  await expect(other(tab, 'applicant_type')).not.toContainText('enterprise');
  await expect(other(tab, 'applicant_type')).not.toBeEmpty();
  await tab.unroute('**/api/save_field*');
  await expectSaved(tab);
  await choose(tab, 'applicant_type', 'take-other').click();
  await expect(tab.locator('#applicant_type-enterprise')).toBeChecked();
  await expect(other(tab, 'applicant_type')).toHaveCount(0);
  await expectSaved(tab);
  await tab.close();
});

test('"continue" of an older tab calls nothing missing that another tab has saved', async ({ page }) => {
  const who = person();
  await openWizard(page);
  await fillBasic(page, who);
  const tab = await page.context().newPage();
  const problems = watchProblems(tab);
  await go(tab, '/register/documents');
  for (const [id, file] of Object.entries(who.pictures)) await upload(page, id, file);
  await enterAll(page, who.documents);
  await expectSaved(page);
  // What was typed here counts, and what is missing in both is missing.
  await enter(page, 'real_name', '');
  await expectSaved(page);
  await action(tab, 'next').click();
  await expect(tab.locator('#error-summary a')).toHaveCount(1);
  await expect(tab.locator('#error-summary a[href="#real_name"]')).toBeVisible();
  for (const [id, text] of Object.entries(who.documents)) {
    if (id === 'real_name' || (await control(tab, id).evaluate((node) => node.tagName)) === 'DIV') continue;
    await expect(control(tab, id), id).toHaveValue(text);
  }
  await expect(tab.locator('img.upload__thumb')).toHaveCount(Object.keys(who.pictures).length);
  await enter(tab, 'real_name', who.documents['real_name'] ?? '');
  await action(tab, 'next').click();
  await expect(step(tab, 'contact')).toBeAttached();
  await tab.close();
  problems.expectNone();
});

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false, locale: 'en-GB' });

  test('a page with older answers comes back with both texts', async ({ page }) => {
    await basic(page, person());
    const tab = await page.context().newPage();
    await tab.goto('/register/documents');
    await control(page, 'real_name').fill('Lin Xiaoan');
    await control(page, 'valid_from').fill('2019-03-04');
    await press(page, 'refresh', /\/register\/documents/);

    await control(tab, 'real_name').fill('Lin Xiaoning');
    await control(tab, 'id_number').fill('11010519491231002X');
    await press(tab, 'next', /check=1/);
    await expect(control(tab, 'real_name')).toHaveValue('Lin Xiaoan');
    await expect(other(tab, 'real_name')).toHaveText('Lin Xiaoning');
    await expect(tab.locator('#error-summary a[href="#real_name"]')).toContainText('Lin Xiaoning');
    await expect(control(tab, 'id_number')).toHaveValue('11010519491231002X');
    await expect(control(tab, 'valid_from')).toHaveValue('2019-03-04');
    // Going on is no choice.
    await press(tab, 'next', /check=1/);
    await expect(other(tab, 'real_name')).toHaveText('Lin Xiaoning');
    await choose(tab, 'real_name', 'take-other').click();
    await expect(tab).toHaveURL(/\/register\/documents$/);
    await expect(control(tab, 'real_name')).toHaveValue('Lin Xiaoning');
    await expect(other(tab, 'real_name')).toHaveCount(0);

    // The first page is the older one now, and keeps its own.
    await control(page, 'real_name').fill('Lin An');
    await press(page, 'refresh', /\/register\/documents/);
    await expect(other(page, 'real_name')).toHaveText('Lin An');
    await control(page, 'real_name').fill('Lin Xiaoning, kept');
    await choose(page, 'real_name', 'keep-here').click();
    await expect(control(page, 'real_name')).toHaveValue('Lin Xiaoning, kept');
    await expect(other(page, 'real_name')).toHaveCount(0);
    await tab.close();
  });

  test('a newcomer whose cookie is lost goes on', async ({ page }) => {
    await page.goto('/register/basic');
    await page.locator('label:has([id="applicant_type-person"])').click();
    await press(page, 'refresh', /\/register\/basic/);
    await page.context().clearCookies({ name: 'docket' });
    const who = person();
    const { province_scope = '', document_type = '', user_name = '', password = '' } = who.basic;
    for (const id of [`province_scope-${province_scope}`, `document_type-${document_type}`]) {
      await page.locator(`label:has([id="${id}"])`).click();
    }
    await control(page, 'user_name').fill(user_name);
    await control(page, 'password').fill(password);
    await control(page, 'password_again').fill(password);
    await press(page, 'next', /\/register\/documents$/);
  });
});
