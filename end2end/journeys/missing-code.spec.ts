import { type Page } from '@playwright/test';
import { expect, go, holdCode, hydrated, test } from '../support/test.ts';
import { action, control, enter, expectSaved, openWizard, step } from '../support/wizard.ts';

/** All code but what every page loads. */
const CHUNKS = /\/pkg\/[^/]+\/(?!docket\.)[^/]*\.(wasm|bin)/;
const notice = (page: Page) => page.locator('[data-problem="missing_code"]');

test('a page whose code does not come works as plain HTML, says so, and is hydrated later', async ({ page }) => {
  await page.route(CHUNKS, (route) => route.abort());
  await page.goto('/register/basic');
  await expect(notice(page)).toBeVisible();
  await expect(notice(page).locator('a')).toHaveAttribute('href', '/register/basic');
  await page.locator('label:has([id="applicant_type-person"])').click();
  await control(page, 'user_name').fill('9 early');
  await action(page, 'next').click();
  await expect(page).toHaveURL(/check=1/);
  await expect(control(page, 'user_name')).toHaveValue('9 early');
  await expect(notice(page)).toBeVisible();
  await page.unroute(CHUNKS);
  await expect(notice(page)).toHaveCount(0, { timeout: 30_000 });
  await hydrated(page);
  await enter(page, 'user_name', 'later.than.that');
  await expectSaved(page);
});

test('a link whose page has no code yet leads there when it comes', async ({ page }) => {
  await go(page, '/');
  await page.route(CHUNKS, (route) => route.fulfill({ status: 404, body: 'gone' }));
  await page.locator('main a[href="/register"]').first().click();
  await expect(notice(page)).toBeVisible();
  // The page that is there still reacts.
  await page.locator('.language-switch button[value="en"]').click();
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  await page.unroute(CHUNKS);
  await expect(step(page, 'basic')).toBeAttached({ timeout: 30_000 });
  await expect(notice(page)).toHaveCount(0);
});

test('whoever leaves while code is still coming leaves nothing broken', async ({ page }) => {
  const letGo = await holdCode(page);
  await page.goto('/register/basic', { waitUntil: 'commit' });
  await expect(step(page, 'basic')).toBeAttached();
  await page.goto('/status', { waitUntil: 'commit' });
  letGo();
  await hydrated(page);
  await page.unrouteAll();
  for (let turn = 0; turn < 4; turn += 1) {
    await page.goto('/register/basic', { waitUntil: 'commit' });
    await page.waitForTimeout(60 * turn);
    await page.goto('/status', { waitUntil: 'commit' });
  }
  await openWizard(page);
});
