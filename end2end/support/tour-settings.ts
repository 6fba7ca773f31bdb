import { expect } from '@playwright/test';
import { unique } from './applicants.ts';
import { staffSignIn } from './staff.ts';
import { go, hydrated } from './test.ts';
import type { Tour } from './tour.ts';
import { action, control } from './wizard.ts';

/** The pages of administrators, as they are and after mistakes. What others depend on stays as it is. */
export const tourOfSettings: Tour = async (page, _, visit) => {
  await staffSignIn(page, 'administrator');
  for (const path of ['', '/staff', '/staff/new', '/offices', '/offices/new', '/offices/kaifeng', '/holidays', '/terms', '/terms/registration-notice/1', '/industries', '/industries/new', '/industries/A', '/platform']) {
    await go(page, `/staff/settings${path}`);
    await expect(page.locator('h1')).toBeVisible();
    await visit(`settings${path.replaceAll('/', '-')}`, page);
  }

  await go(page, '/staff/settings/staff/new');
  await action(page, 'save').click();
  await hydrated(page);
  await expect(page.locator('#error-summary')).toBeVisible();
  await visit('settings-staff-wrong', page);
  const name = unique('tour');
  await control(page, 'member_name').fill(name);
  await control(page, 'member_role').selectOption('supervisor');
  await action(page, 'save').click();
  await expect(page.locator('[data-password]')).toBeVisible();
  await hydrated(page);
  await page.locator('[data-ask="dismiss"] > summary').click();
  await page.locator('[data-ask="renew"] > summary').click();
  await visit('settings-staff-added', page);

  await go(page, '/staff/settings/offices/kaifeng');
  await page.locator('[data-ask="close_office"] > summary').click();
  await visit('settings-office-closing', page);

  await go(page, '/staff/settings/holidays?year=2026');
  await page.locator('[data-ask="lines"] > summary').click();
  await control(page, 'holiday_lines').fill('2028-12-25 off\nmaybe tomorrow\n2028-02-30 off');
  await action(page, 'plan-lines').click();
  await expect(page.locator('[data-problem="lines"]')).toBeVisible();
  await hydrated(page);
  await visit('settings-holidays-wrong', page);
  await control(page, 'holiday_lines').fill('2028-12-25..2028-12-31 off\n2028-12-30 off\n2026-10-01 remove');
  await action(page, 'plan-lines').click();
  await expect(action(page, 'put')).toBeVisible();
  await hydrated(page);
  await visit('settings-holidays-preview', page);

  await go(page, '/staff/settings/terms');
  // Each kind may have a notice of its own.
  const notice = page.locator('[data-notice]').first();
  const begin = notice.locator('[data-action="begin"]');
  if (await begin.isVisible()) await begin.click();
  else await notice.locator('[data-action="draft"]').click();
  await expect(control(page, 'notice_text_zh')).toBeVisible();
  await hydrated(page);
  await visit('settings-terms-draft', page);
  await action(page, 'preview').click();
  await expect(page.locator('[data-language="ja"]')).toBeVisible();
  await hydrated(page);
  await visit('settings-terms-preview', page);

  await go(page, '/staff/settings/platform');
  await control(page, 'review_days').fill('many');
  await action(page, 'save').click();
  await expect(page.locator('#review_days-error')).toBeVisible();
  await hydrated(page);
  await visit('settings-platform-wrong', page);
};
