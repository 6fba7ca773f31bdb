import { type Page } from '@playwright/test';
import { organisation, person } from '../support/applicants.ts';
import { Authenticator, setUp } from '../support/factor.ts';
import { registered } from '../support/registered.ts';
import { Server } from '../support/server.ts';
import { claim, flag, openCase, passwords, signInAtTheDoor, staffSignIn } from '../support/staff.ts';
import { expect, go, test } from '../support/test.ts';
import {
  action, control, enter, expectSaved, fillBasic, fillDocuments, next, openWizard, step,
} from '../support/wizard.ts';

const soon = (page: Page) => page.locator('[data-session-dialog="session-soon-title"]');
const over = (page: Page) => page.locator('[data-session-dialog="session-over-title"]');

/** Ends the session as the server sees it, as if its time had come. */
async function end(page: Page): Promise<void> {
  const all = await page.context().cookies();
  await page.context().clearCookies({ name: 'docket' });
  expect(all.map(({ name }) => name)).toContain('docket');
}

async function comeBack(page: Page, password: string): Promise<void> {
  await expect(over(page)).toBeVisible({ timeout: 60_000 });
  await page.locator('#again_password').fill(password);
  await action(page, 'come-back').click();
}

test.describe('with short sessions', () => {
  // Both wait for time to pass: each in a worker of its own.
  test.describe.configure({ mode: 'parallel' });
  let server: Server;
  test.beforeAll(async () => {
    const env = { DOCKET_SESSION_IDLE: '20s', DOCKET_REGISTRATION_REVIEW: 'off' };
    server = await new Server('ending', env).start();
  });
  test.afterAll(async () => {
    await server.stop();
  });

  test('a page says that its session ends, somebody stays, and later comes back in place', async ({ open }) => {
    const page = await open({ of: server.url });
    const who = person();
    await openWizard(page);
    await fillBasic(page, who);
    await expect(soon(page)).toBeVisible({ timeout: 60_000 });
    await expect(action(page, 'stay')).toBeFocused();
    await action(page, 'stay').click();
    await expect(soon(page)).toHaveCount(0);
    await enter(page, 'real_name', '林晓安');
    await expectSaved(page);
    // Nobody is there.
    await expect(soon(page)).toBeVisible({ timeout: 60_000 });
    await page.keyboard.press('Escape');
    await expect(over(page)).toBeVisible({ timeout: 60_000 });
    await action(page, 'put-aside').click();
    await expect(page.locator('[data-session-bar]')).toBeVisible();
    // What is typed now cannot be sent, and waits.
    await enter(page, 'real_name', '林晓宁');
    await expect(page.locator('[data-saving]')).toHaveAttribute('data-saving', 'refused');
    await page.locator('[data-session-bar] [data-action="sign-in-again"]').click();
    await page.locator('#again_password').fill('not the password');
    await action(page, 'come-back').click();
    await expect(page.locator('[data-problem="wrong_credentials"]')).toBeVisible();
    await comeBack(page, who.basic['password'] ?? '');
    await expect(over(page)).toHaveCount(0);
    await expectSaved(page);
    await page.reload();
    await expect(control(page, 'real_name')).toHaveValue('林晓宁');
  });

  test('what another tab does counts', async ({ open }) => {
    const page = await open({ of: server.url });
    await openWizard(page);
    await fillBasic(page, person());
    const tab = await page.context().newPage();
    // Longer than a session lives that nobody uses.
    const until = Date.now() + 25_000;
    while (Date.now() < until) {
      await go(tab, '/register/documents');
      await expect(soon(page).waitFor({ timeout: 2_000 }), 'no warning').rejects.toThrow(/Timeout/);
    }
    await tab.close();
  });
});

test('a step whose session is over is sent after signing in again, with the code', async ({ page }) => {
  const who = person();
  await openWizard(page);
  await fillBasic(page, who);
  await go(page, '/account/second-factor');
  await page.locator('#begin_password').fill(who.basic['password'] ?? '');
  await action(page, 'begin-factor').click();
  const { app } = await setUp(page);
  await go(page, '/register/documents');
  await fillDocuments(page, who);
  await action(page, 'previous').click();
  await expect(step(page, 'documents')).toBeAttached();
  await end(page);
  await enter(page, 'real_name', '林晓宁');
  await comeBack(page, who.basic['password'] ?? '');
  await giveCode(page, app);
  await expect(over(page)).toHaveCount(0);
  await expectSaved(page);
  await next(page, 'contact');
  await end(page);
  await enter(page, 'address', '河南省郑州市金水区示例大道 20 号');
  await comeBack(page, who.basic['password'] ?? '');
  await giveCode(page, app);
  await expectSaved(page);
  await page.reload();
  await expect(control(page, 'address')).toHaveValue('河南省郑州市金水区示例大道 20 号');
});

test('that a session is over is said once, and once it is put aside by the bar alone', async ({ page }) => {
  const who = person();
  await openWizard(page);
  await fillBasic(page, who);
  await fillDocuments(page, who);
  await end(page);
  await enter(page, 'email', who.contact['email'] ?? '');
  await expect(over(page)).toBeVisible({ timeout: 60_000 });
  await action(page, 'put-aside').click();
  // A button that needs somebody asks again.
  await action(page, 'send-code').click();
  await expect(over(page)).toBeVisible();
  await action(page, 'put-aside').click();
  await enter(page, 'address', '河南省郑州市金水区示例大道 20 号');
  await expect(page.locator('[data-session-bar]')).toBeVisible();
  await expect(page.locator('[data-saving]')).toHaveAttribute('data-saving', 'refused');
  await expect(page.locator('[data-saving]')).toBeEmpty();
  await expect(page.locator('[data-action="sign-in-here"]')).toHaveCount(0);
  await expect(page.locator('[data-problem]')).toHaveCount(0);
  await expect(page.locator('[data-session-bar] p')).toHaveCount(1);
  await page.locator('[data-session-bar] [data-action="sign-in-again"]').click();
  await comeBack(page, who.basic['password'] ?? '');
  await expectSaved(page);
});

test('whoever has no session finds in step 1 how to go on with what was begun', async ({ page, open }) => {
  const who = person();
  await openWizard(page);
  await fillBasic(page, who);
  // Signed in, there is nothing to offer.
  await action(page, 'previous').click();
  await expect(step(page, 'basic')).toBeAttached();
  await expect(page.locator('[data-action="began-before"]')).toHaveCount(0);
  const other = await open();
  await go(other, '/register/basic');
  await action(other, 'began-before').click();
  await expect(other.locator('form [data-action="sign-in"]')).toBeVisible();
  await other.locator('#user_name').fill(who.basic['user_name'] ?? '');
  await other.locator('#password').fill(who.basic['password'] ?? '');
  await other.locator('form [data-action="sign-in"]').click();
  await expect(step(other, 'documents')).toBeAttached();
});

test('what is typed into the way back as soon as it is there stays', async ({ page }) => {
  const who = person();
  const password = who.basic['password'] ?? '';
  await openWizard(page);
  await fillBasic(page, who);
  await go(page, '/account/second-factor');
  await page.locator('#begin_password').fill(password);
  await action(page, 'begin-factor').click();
  const { app } = await setUp(page);
  await go(page, '/register/documents');
  // A machine that is slow to draw.
  await page.evaluate(() => {
    window.requestAnimationFrame = (draw) => window.setTimeout(() => draw(performance.now()), 1_000);
  });
  await end(page);
  await enter(page, 'real_name', '林晓宁');
  await expect(over(page)).toBeVisible({ timeout: 60_000 });
  await page.locator('#again_password').fill('not the password');
  await action(page, 'come-back').click();
  await expect(page.locator('[data-problem="wrong_credentials"]')).toBeVisible();
  await expect(page.locator('#again_password')).toHaveValue('');
  await page.locator('#again_password').fill(password);
  await page.waitForTimeout(1_500);
  await expect(page.locator('#again_password')).toHaveValue(password);
  await action(page, 'come-back').click();
  const box = page.locator('#again_code');
  await box.waitFor();
  await expect(box).toHaveValue('');
  await box.fill('000000');
  await page.waitForTimeout(1_500);
  await expect(box).toHaveValue('000000');
  await giveCode(page, app);
  await expect(over(page)).toHaveCount(0);
});

async function giveCode(page: Page, app: Authenticator): Promise<void> {
  const box = page.locator('#again_code');
  // The box is emptied for a code, and then has the focus.
  await expect(box).toBeFocused();
  await box.fill('000000');
  await action(page, 'come-back').click();
  await expect(page.locator('[data-problem="wrong_code"]')).toBeVisible();
  await expect(box).toBeFocused();
  await expect(box).toHaveValue('');
  await box.fill(await app.code());
  await action(page, 'come-back').click();
}

test('a button pressed when the session is over does its work once somebody is back', async ({ page }) => {
  const who = organisation();
  await openWizard(page);
  await fillBasic(page, who);
  await end(page);
  await action(page, 'previous').click();
  await comeBack(page, who.basic['password'] ?? '');
  await expect(step(page, 'basic')).toBeAttached({ timeout: 30_000 });
});

test('an officer keeps what is written and decides after signing in again', async ({ page, open }) => {
  const officer = await open();
  const [number] = await Promise.all([registered(page, person()), staffSignIn(officer)]);
  await openCase(officer, number);
  await claim(officer);
  await flag(officer, 'address', 'incomplete', '请写明楼层。');
  await officer.locator('#general_reason').fill('有一处需要补正。');
  await end(officer);
  await action(officer, 'return').click();
  await comeBack(officer, passwords()['officer'] ?? '');
  await expect(over(officer)).toHaveCount(0);
  await expect(officer.locator('#general_reason')).toHaveValue('有一处需要补正。');
  await action(officer, 'return').click();
  await expect(officer.locator('[data-decided="return"]')).toBeVisible();
});

test('a form that leaves the page waits until somebody is back', async ({ page }) => {
  const who = person();
  await openWizard(page);
  await fillBasic(page, who);
  await go(page, '/account/password');
  await page.locator('#current_password').fill(who.basic['password'] ?? '');
  await page.locator('#password').fill('Harbour-七里-Kettle-77');
  await page.locator('#password_again').fill('Harbour-七里-Kettle-77');
  await end(page);
  // The page has heard of it before the button is pressed.
  await page.evaluate(() => window.dispatchEvent(new Event('focus')));
  await expect(over(page)).toBeVisible();
  await action(page, 'put-aside').click();
  await action(page, 'change-password').click();
  await comeBack(page, who.basic['password'] ?? '');
  await expect(page).toHaveURL(/\/account\?password=changed$/);
});

test('somebody else finds nothing of the page', async ({ page, open }) => {
  const who = person();
  await openWizard(page);
  await fillBasic(page, who);
  await end(page);
  await enter(page, 'real_name', '林晓宁');
  await expect(over(page)).toBeVisible();
  await action(page, 'somebody-else').click();
  await expect(page).toHaveURL(/\/sign-in$/);
  expect(await page.evaluate(() => Object.keys(sessionStorage).filter((key) => key.startsWith('docket.')))).toEqual([]);
  // Nor does somebody who signed in in another tab.
  const other = await open();
  await openWizard(other);
  await fillBasic(other, person());
  await enter(other, 'real_name', '林晓安');
  await expectSaved(other);
  const tab = await other.context().newPage();
  await signInAtTheDoor(tab, 'officer');
  await enter(other, 'id_number', '41');
  await expect(other).toHaveURL(/\/staff\/queue/, { timeout: 60_000 });
  expect(await other.evaluate(() => sessionStorage.getItem('docket.unsent'))).toBeNull();
});
