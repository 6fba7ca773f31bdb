import type { Page } from '@playwright/test';
import { person } from '../support/applicants.ts';
import { registered } from '../support/registered.ts';
import { Server } from '../support/server.ts';
import { signInAtTheDoor } from '../support/staff.ts';
import { expect, go, hydrated, test } from '../support/test.ts';
import { action, control, enter, fillBasic, fillContact, fillDocuments, openWizard, readNotice } from '../support/wizard.ts';

// What is changed here, all others would see: a portal of its own.
const server = new Server('settings');
test.describe.configure({ mode: 'serial' });
test.beforeAll(async () => {
  test.setTimeout(120_000);
  await server.start();
});
test.afterAll(async () => server.stop());

/** Signs somebody of this portal in. */
async function signIn(page: Page, name: string, password = server.passwords[name] ?? ''): Promise<void> {
  await signInAtTheDoor(page, name, { [name]: password });
}

/** Presses a button whose answer is another page, and waits until that is hydrated. */
async function press(page: Page, name: string): Promise<void> {
  await action(page, name).first().click();
  await page.waitForLoadState('load');
  await hydrated(page);
}

const done = (page: Page, code: string) => page.locator(`[data-done="${code}"]`);

test('an administrator adds an office and an officer, who signs in with the password shown once', async ({ open }) => {
  const page = await open({ of: server.url });
  await signIn(page, 'administrator');
  await page.locator('header a[href="/staff/settings"]').click();
  await page.locator('[data-section="offices"] a').click();
  await action(page, 'new').click();
  await control(page, 'office_id').fill('Harbour Office');
  await control(page, 'office_name_zh').fill('港口受理点');
  await press(page, 'save');
  // Everything that is wrong is said, and what was typed is there.
  await expect(page.locator('#error-summary a')).toHaveCount(4);
  await expect(control(page, 'office_name_zh')).toHaveValue('港口受理点');
  await expect(page.locator('#office_id-error')).toBeVisible();
  await control(page, 'office_id').fill('harbour');
  await control(page, 'office_name_en').fill('Harbour Office');
  await control(page, 'office_city_code').selectOption('4101');
  await control(page, 'office_postal_address').fill('450000 郑州市港口路 1 号');
  await control(page, 'office_telephone').fill('0371-00009999');
  await press(page, 'save');
  await expect(done(page, 'added')).toBeVisible();

  await page.locator('.settings__nav a[href="/staff/settings/staff"]').click();
  await action(page, 'new').click();
  await control(page, 'member_name').fill('harbour.officer');
  await control(page, 'member_role').selectOption('officer');
  await press(page, 'save');
  await expect(page.locator('#member_office-error')).toBeVisible();
  await expect(control(page, 'member_name')).toHaveValue('harbour.officer');
  await control(page, 'member_office').selectOption('harbour');
  await press(page, 'save');
  const password = (await page.locator('[data-password]').textContent()) ?? '';
  expect(password).toMatch(/^[a-z2-9-]{19}$/);
  await page.reload();
  await hydrated(page);
  await expect(page.locator('[data-password]')).toHaveCount(0);

  const officer = await open({ of: server.url });
  await signIn(officer, 'harbour.officer', password);
  await expect(officer.locator('header a[href="/staff/settings"]')).toHaveCount(0);
  await officer.goto('/staff/settings/staff');
  await expect(officer.locator('[data-problem="forbidden"]')).toBeVisible();
  expect((await officer.request.get('/staff/settings/platform', { headers: { accept: 'text/html' } })).status()).toBe(403);

  // Out at once: the page that is open leads to the door.
  await page.locator('[data-ask="dismiss"] > summary').click();
  await press(page, 'dismiss');
  await expect(done(page, 'dismissed')).toBeVisible();
  await officer.goto('/staff/queue');
  await expect(officer).toHaveURL(/\/staff\/sign-in/);
});

test('a new version of the notice is written, looked at and published, and applicants promise it', async ({ open }) => {
  test.setTimeout(180_000);
  const applicant = await open({ of: server.url });
  const who = person();
  await openWizard(applicant);
  await fillBasic(applicant, who);
  await fillDocuments(applicant, who);
  await fillContact(applicant, who, server.url);

  const page = await open({ of: server.url });
  await signIn(page, 'administrator');
  await go(page, '/staff/settings/terms');
  const notice = page.locator('[data-notice="registration-notice"]');
  await notice.locator('[data-action="begin"]').click();
  await page.waitForLoadState('load');
  await hydrated(page);
  const old = await control(page, 'notice_text_zh').inputValue();
  await control(page, 'notice_text_zh').fill(`${old}\n\n第二版新增的一段。`);
  await control(page, 'notice_text_en').fill('');
  await press(page, 'preview');
  await expect(page.locator('[data-obstacle="incomplete"]')).toBeVisible();
  await page.locator('[data-action="edit"]').click();
  await control(page, 'notice_text_en').fill('Read this.\n\nI promise.');
  await press(page, 'preview');
  await expect(page.locator('[data-language="zh-CN"]')).toContainText('第二版新增的一段。');
  await page.locator('[data-ask="publish"] > summary').click();
  await press(page, 'publish');
  await expect(done(page, 'published')).toBeVisible();
  await expect(notice.locator('[data-version="2"]')).toBeVisible();
  await notice.locator('[data-version="1"] a').click();
  await expect(page.locator('[data-language="zh-CN"]')).not.toContainText('第二版新增的一段。');

  // Whoever was in the middle reads the new one before it is sent.
  await applicant.reload();
  await hydrated(applicant);
  await action(applicant, 'submit').click();
  await readNotice(applicant);
  await expect(applicant.locator('.notice-dialog__text')).toContainText('第二版新增的一段。');
  await action(applicant, 'promise').click();
  await expect(applicant).toHaveURL(/\/done$/);
  await go(page, '/staff/settings/terms');
  await expect(notice.locator('[data-version="2"]')).toContainText('1');
});

test('a holiday moves the day a waiting case is due, once it was looked at and confirmed', async ({ open }) => {
  test.setTimeout(180_000);
  const applicant = await open({ of: server.url });
  const who = person();
  const number = await registered(applicant, who, server.url);
  const page = await open({ of: server.url });
  await signIn(page, 'administrator');
  const due = async (): Promise<string> => {
    await go(page, `/staff/cases/${number}`);
    return (await page.locator('span:has(> .due__left)').first().textContent()) ?? '';
  };
  const before = await due();
  const today = new Date();
  const day = (plus: number): string => new Date(today.getTime() + plus * 86_400_000).toISOString().slice(0, 10);
  await go(page, '/staff/settings/holidays');
  await enter(page, 'holiday_from', day(2));
  await enter(page, 'holiday_to', day(8));
  await control(page, 'holiday_meaning').selectOption('off');
  await press(page, 'plan');
  await expect(page.locator('[data-due-moves]')).toBeVisible();
  await expect(page.locator('#move_due')).toBeChecked();
  expect(await due()).toBe(before);
  await go(page, '/staff/settings/holidays/preview');
  await press(page, 'put');
  await expect(done(page, 'days_put')).toBeVisible();
  expect(await due()).not.toBe(before);
});

test('the name of the platform is changed for everybody, and goes back to the one it was started with', async ({ open }) => {
  const page = await open({ of: server.url });
  await signIn(page, 'administrator');
  await go(page, '/staff/settings/platform');
  await expect(control(page, 'platform_name')).toHaveAttribute('placeholder', 'Docket');
  await control(page, 'platform_name').fill('示范登记门户');
  // A colleague sets something on the same version meanwhile.
  const colleague = await open({ of: server.url });
  await signIn(colleague, 'administrator');
  await go(colleague, '/staff/settings/platform');
  await control(colleague, 'review_days').fill('9');
  await press(colleague, 'save');
  await press(page, 'save');
  await expect(page.locator('[data-problem="stale"]')).toBeVisible();
  await expect(control(page, 'platform_name')).toHaveValue('示范登记门户');
  await expect(page.locator('[data-stored="review_days"]')).toContainText('9');
  await control(page, 'review_days').fill('9');
  await press(page, 'save');
  await expect(page.locator('.header__name')).toHaveText('示范登记门户');
  const visitor = await open({ of: server.url });
  await go(visitor, '/');
  await expect(visitor.locator('.header__name')).toHaveText('示范登记门户');
  await press(page, 'reset-all');
  await expect(page.locator('.header__name')).toHaveText('Docket');
});

test('without JavaScript offices, industries and settings are kept in order just the same', async ({ open }) => {
  const page = await open({ of: server.url, javaScriptEnabled: false, locale: 'en-GB' });
  await page.goto('/staff/sign-in');
  await page.locator('#user_name').fill('administrator');
  await page.locator('#password').fill(server.passwords['administrator'] ?? '');
  await action(page, 'sign-in').click();
  await page.goto('/staff/settings/industries');
  const first = page.locator('[data-industry]').first();
  await expect(first).toHaveAttribute('data-industry', 'A');
  await page.locator('[data-industry="A"] [data-action="down"]').click();
  await expect(done(page, 'order')).toBeVisible();
  await expect(page.locator('[data-industry]').first()).toHaveAttribute('data-industry', 'B');
  await page.locator('[data-industry="A"] a').click();
  await control(page, 'industry_name_zh').fill('');
  await control(page, 'industry_name_en').fill('Farming');
  await action(page, 'save').click();
  await expect(page.locator('#industry_name_zh-error')).toBeVisible();
  await expect(control(page, 'industry_name_en')).toHaveValue('Farming');
  await control(page, 'industry_name_zh').fill('农业');
  await action(page, 'save').click();
  await expect(done(page, 'saved')).toBeVisible();
  await expect(page.locator('[data-industry="A"]')).toContainText('Farming');

  await page.goto('/staff/settings/offices/kaifeng');
  await page.locator('[data-ask="close_office"] > summary').click();
  await page.locator('#office_successor').selectOption('zhengzhou-centre');
  await action(page, 'close_office').click();
  await expect(done(page, 'closed')).toBeVisible();
  await expect(page.locator('[data-closed]')).toContainText('Zhengzhou Demo Centre');
  await page.goto('/staff/settings/holidays');
  await page.locator('[data-ask="lines"] > summary').click();
  await control(page, 'holiday_lines').fill('2029-01-01..2029-01-03 off\n2029-01-06 work');
  await action(page, 'plan-lines').click();
  await action(page, 'put').click();
  await expect(page).toHaveURL(/year=2029/);
  await expect(page.locator('[data-days]')).toHaveCount(2);
  await page.locator('[data-days="2029-01-06 work"] [data-action="remove"]').click();
  await action(page, 'put').click();
  await expect(page.locator('[data-days]')).toHaveCount(1);
});
