import { type Applicant, organisation, person } from '../support/applicants.ts';
import { signIn } from '../support/account.ts';
import { registered } from '../support/registered.ts';
import { Server } from '../support/server.ts';
import { approve, claim, openCase, staffSignIn } from '../support/staff.ts';
import { type Page } from '@playwright/test';
import { expect, go, hydrated, test } from '../support/test.ts';
import {
  action, control, enter, enterAll, expectSaved, field, fillBasic, fillDocuments, next, openWizard,
  promise, confirmEmail, step, upload,
} from '../support/wizard.ts';

/** What was typed into step 2 stands there, pictures included. */
async function expectDocuments(page: Page, who: Applicant): Promise<void> {
  for (const [id, text] of Object.entries(who.documents)) {
    await expect(control(page, id), id).toHaveValue(text);
  }
  for (const id of Object.keys(who.pictures)) {
    const thumb = field(page, id).locator('img.upload__thumb');
    await expect(thumb).toBeVisible();
    await expect.poll(() => thumb.evaluate((node: HTMLImageElement) => node.naturalWidth)).toBeGreaterThan(100);
  }
}

/** Steps 1 and 2 filled in, standing on step 2. */
async function halfWay(page: Page, who: Applicant): Promise<void> {
  await openWizard(page);
  await fillBasic(page, who);
  for (const [id, file] of Object.entries(who.pictures)) await upload(page, id, file);
  await enterAll(page, who.documents);
  await expectSaved(page);
}

test('Back, Forward and reload lose nothing', async ({ page }) => {
  const who = person();
  await halfWay(page, who);
  await page.reload();
  await hydrated(page);
  await expectDocuments(page, who);
  await next(page, 'contact');
  await enter(page, 'address', '半途写下的地址');
  await page.goBack();
  await expect(step(page, 'documents')).toBeAttached();
  await expectDocuments(page, who);
  await page.goForward();
  await expect(step(page, 'contact')).toBeAttached();
  await expect(control(page, 'address')).toHaveValue('半途写下的地址');
});

test('the previous button never checks anything and keeps what is wrong', async ({ page }) => {
  const who = person();
  await openWizard(page);
  await fillBasic(page, who);
  await enter(page, 'id_number', '41010');
  await expect(field(page, 'id_number')).toHaveAttribute('data-state', 'invalid');
  await action(page, 'previous').click();
  await expect(step(page, 'basic')).toBeAttached();
  await expect(control(page, 'user_name')).toHaveValue(who.basic['user_name'] ?? '');
  await next(page, 'documents');
  await expect(control(page, 'id_number')).toHaveValue('41010');
});

test('a second tab shows what the first has typed', async ({ page }) => {
  const who = person();
  await halfWay(page, who);
  const tab = await page.context().newPage();
  // The first step that is not complete yet.
  await go(tab, '/register');
  await expect(step(tab, 'contact')).toBeAttached();
  await action(tab, 'previous').click();
  await expectDocuments(tab, who);
  await enter(tab, 'real_name', '林晓宁');
  await expectSaved(tab);
  await page.reload();
  await expect(control(page, 'real_name')).toHaveValue('林晓宁');
});

test('a closed browser is no loss: its cookies lead back to the step', async ({ page, open }) => {
  const who = person();
  await halfWay(page, who);
  const state = await page.context().storageState();
  await page.close();
  const later = await open({ storageState: state });
  await go(later, '/');
  await later.locator('main a[href="/register"]').first().click();
  await expect(later).toHaveURL(/\/register\/contact$/);
  await action(later, 'previous').click();
  await expectDocuments(later, who);
});

test('on another device the registration goes on where it stopped, after signing in', async ({ page, open }) => {
  const who = person();
  await halfWay(page, who);
  await next(page, 'contact');
  await enter(page, 'mobile', '13900139000');
  await expectSaved(page);
  const phone = await open({ viewport: { width: 390, height: 844 } });
  await signIn(phone, who, /\/register\/contact$/);
  await expect(control(phone, 'mobile')).toHaveValue('13900139000');
  await action(phone, 'previous').click();
  await expectDocuments(phone, who);
  await next(phone, 'contact');
  await enterAll(phone, who.contact);
  await confirmEmail(phone, who.contact['email'] ?? '');
  await next(phone, 'confirm');
  const number = await promise(phone);
  // The first device sees that it is sent, and cannot send it again.
  await page.goto('/register');
  await expect(page).toHaveURL(new RegExp(`/applications/${number}$`));
});

test('a draft nobody signed in for yet survives a reload, wrong answers included', async ({ page }) => {
  await openWizard(page);
  await enterAll(page, { province_scope: 'outside', applicant_type: 'enterprise', user_name: '9 wrong' });
  await expectSaved(page);
  await page.reload();
  await expect(page.locator('#province_scope-outside')).toBeChecked();
  await expect(page.locator('#applicant_type-enterprise')).toBeChecked();
  await expect(control(page, 'user_name')).toHaveValue('9 wrong');
});

test('what is typed while the network is away is saved when it is back', async ({ page }) => {
  const who = person();
  await openWizard(page);
  await fillBasic(page, who);
  await page.context().setOffline(true);
  await enter(page, 'real_name', '林晓安');
  await expect(page.locator('[data-saving]')).toHaveAttribute('data-saving', 'waiting');
  await page.context().setOffline(false);
  await expectSaved(page);
  await page.reload();
  await expect(control(page, 'real_name')).toHaveValue('林晓安');
});

test('what could not be sent survives a reload', async ({ page }) => {
  const who = person();
  await openWizard(page);
  await fillBasic(page, who);
  await page.route('**/api/save_field*', (route) => route.abort());
  await enter(page, 'real_name', '林晓安');
  await expect(page.locator('[data-saving]')).toHaveAttribute('data-saving', 'waiting');
  await page.reload();
  await hydrated(page);
  await expect(control(page, 'real_name')).toHaveValue('林晓安');
  await page.unroute('**/api/save_field*');
  await expectSaved(page);
  expect(await page.evaluate(() => sessionStorage.getItem('docket.unsent'))).toBeNull();
  await page.reload();
  await expect(control(page, 'real_name')).toHaveValue('林晓安');
});

test('a server killed in the middle of it comes back with everything, files included', async ({ open }) => {
  const server = await new Server('killed', {}, { ownPostgres: true }).start();
  try {
    const who = person();
    const page = await open({ of: server.url });
    await halfWay(page, who);
    await server.kill();
    await enter(page, 'real_name', '林晓宁');
    await expect(page.locator('[data-saving]')).toHaveAttribute('data-saving', 'waiting');
    await server.start();
    await expectSaved(page);
    who.documents['real_name'] = '林晓宁';
    await page.reload();
    await hydrated(page);
    await expectDocuments(page, who);
    await next(page, 'contact');
    await enterAll(page, who.contact);
    await confirmEmail(page, who.contact['email'] ?? '', server.url);
    await next(page, 'confirm');
    await promise(page);
    await page.close();
  } finally {
    await server.stop();
  }
});

test('signing out leaves nothing for the next person at the same screen', async ({ page }) => {
  const who = person();
  await openWizard(page);
  await fillBasic(page, who);
  await fillDocuments(page, who);
  await action(page, 'sign-out').first().click();
  await expect(page).toHaveURL(/\/$/);
  await page.goBack();
  await go(page, '/register');
  await expect(page).toHaveURL(/\/register\/basic$/);
  await expect(control(page, 'user_name')).toHaveValue('');
});

test('somebody sees where they are signed in and ends it there', async ({ page, open }) => {
  const who = organisation();
  const number = await registered(page, who);
  const officer = await open();
  await staffSignIn(officer, 'supervisor');
  await openCase(officer, number);
  await claim(officer);
  await approve(officer);
  const [other, third] = [await open(), await open()];
  for (const device of [other, third]) await signIn(device, who, /\/account$/);
  await go(page, '/account');
  await expect(page.locator('[data-session]')).toHaveCount(3);
  const others = page.locator('[data-session="other"]');
  await expect(others.first()).toContainText(/Chrom(e|ium) · \w+/);
  // The one used last stands first.
  await others.first().locator('[data-action="end-session"]').click();
  await expect(page.locator('[data-ended="one"]')).toBeVisible();
  await expect(page.locator('[data-session]')).toHaveCount(2);
  await third.goto('/account');
  await expect(third).toHaveURL(/\/sign-in/);
  await action(page, 'end-sessions').click();
  await expect(page.locator('[data-ended="ended"]')).toBeVisible();
  await expect(page.locator('[data-session="this"]')).toHaveCount(1);
  await expect(page.locator('[data-session]')).toHaveCount(1);
  await other.goto('/account');
  await expect(other).toHaveURL(/\/sign-in/);
});

test('who waits for approval has an account page, and lands on the status after signing in', async ({ page, open }) => {
  const who = organisation();
  await openWizard(page);
  await fillBasic(page, who);
  const card = page.locator('[data-registration]');

  await test.step('while filling in, the page leads back into the wizard', async () => {
    await page.locator('header a[href="/account"]').click();
    await expect(page).toHaveURL(/\/account$/);
    await expect(card).toHaveAttribute('data-registration', 'draft');
    await expect(action(page, 'second-factor')).toBeVisible();
    // The address of an account that is not open is an answer of its registration.
    await expect(action(page, 'email')).toHaveCount(0);
    await go(page, '/applications');
    await expect(page.locator('[data-application]')).toHaveCount(1);
    await expect(action(page, 'new')).toHaveCount(0);
    await go(page, '/account');
    await action(page, 'continue').click();
    await expect(step(page, 'documents')).toBeAttached();
  });

  await test.step('another browser is signed in, and ended from here', async () => {
    const other = await open();
    await signIn(other, who, /\/register\/documents$/);
    await go(page, '/account');
    await expect(page.locator('[data-session]')).toHaveCount(2);
    await page.locator('[data-session="other"] [data-action="end-session"]').click();
    await expect(page.locator('[data-ended="one"]')).toBeVisible();
    await expect(page.locator('[data-session]')).toHaveCount(1);
    await other.goto('/account');
    await expect(other).toHaveURL(/\/sign-in/);
  });

  await test.step('sent, it waits: the page leads to the status, and signing in still does', async () => {
    const sent = organisation();
    const waiting = await open();
    const number = await registered(waiting, sent);
    await go(waiting, '/account');
    await expect(waiting.locator('[data-registration]')).toHaveAttribute('data-registration', /submitted|in_review/);
    await expect(waiting.locator('[data-reference]')).toHaveText(number);
    await action(waiting, 'continue').click();
    await expect(waiting).toHaveURL(new RegExp(`/applications/${number}$`));
    await go(waiting, '/applications');
    await expect(waiting.locator('[data-application]')).toHaveCount(1);
    await expect(action(waiting, 'new')).toHaveCount(0);
    await expect(action(waiting, 'begin-again')).toHaveCount(0);
    await waiting.context().clearCookies();
    await signIn(waiting, sent, new RegExp(`/applications/${number}$`));
  });
});

test('who took a registration back begins again from the list or from the account', async ({ page }) => {
  const who = organisation();
  const number = await registered(page, who);
  await go(page, `/applications/${number}`);
  await action(page, 'withdraw').click();
  await action(page, 'confirm-withdraw').click();
  await expect(page.locator('[data-status="withdrawn"]')).toBeVisible();
  await go(page, '/account');
  await expect(page.locator('[data-registration="withdrawn"]')).toBeVisible();
  await expect(action(page, 'begin-again')).toBeVisible();
  await go(page, '/applications');
  await expect(action(page, 'new')).toHaveCount(0);
  await action(page, 'begin-again').click();
  await expect(step(page, 'basic')).toBeAttached();
  await expect(control(page, 'user_name')).toHaveValue(who.basic['user_name'] ?? '');
  await go(page, '/applications');
  await expect(page.locator('[data-application]')).toHaveCount(2);
  await expect(action(page, 'begin-again')).toHaveCount(0);
});
