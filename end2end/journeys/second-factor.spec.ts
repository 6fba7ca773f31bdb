import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type Page } from '@playwright/test';
import { person } from '../support/applicants.ts';
import { signIn, signOut } from '../support/account.ts';
import { setUp } from '../support/factor.ts';
import { registered } from '../support/registered.ts';
import { Server, admin } from '../support/server.ts';
import { signInAtTheDoor } from '../support/staff.ts';
import { expect, go, settled, test } from '../support/test.ts';
import { action } from '../support/wizard.ts';

const base = process.env['DOCKET_TEST_DATABASE_URL'] ?? '';
const database = `docket_factor_${process.pid}`;
const url = base.replace(/\/[^/]*$/, `/${database}`);
const psql = (sql: string): string =>
  execFileSync('psql', ['--no-psqlrc', '--quiet', '--set=ON_ERROR_STOP=1', base], { input: sql, encoding: 'utf8' });

async function giveCode(page: Page, code: string): Promise<void> {
  await page.locator('#code').fill(code);
  await action(page, 'give-code').click();
}

async function givePassword(page: Page, name: string, password: string, door = '/staff/sign-in'): Promise<void> {
  await page.goto(door);
  await settled(page);
  await page.locator('#user_name').fill(name);
  await page.locator('#password').fill(password);
  await page.locator('form [data-action="sign-in"]').click();
}

test.describe('in a demo of its own', () => {
  let server: Server;
  test.beforeAll(async () => {
    server = await new Server('factor', { DOCKET_REGISTRATION_REVIEW: 'off' }).start();
  });
  test.afterAll(async () => {
    await server.stop();
  });

  test('an officer sets a second factor up, signs in with it, loses the phone and switches it off', async ({ open }) => {
    const page = await open({ of: server.url });
    const password = server.passwords['officer'] ?? '';
    await signInAtTheDoor(page, 'officer', server.passwords);
    await action(page, 'own-page').click();
    await expect(page).toHaveURL(/\/staff\/account$/);
    await action(page, 'second-factor').click();
    await page.locator('#begin_password').fill('not the password');
    await action(page, 'begin-factor').click();
    await expect(page.locator('[data-problem="wrong_credentials"]')).toBeVisible();
    await page.locator('#begin_password').fill(password);
    await action(page, 'begin-factor').click();
    await expect(page.locator('.qr')).toBeVisible();
    await expect(action(page, 'open-app')).toHaveAttribute('href', /^otpauth:\/\/totp\//);
    await page.locator('#code').fill('000000');
    await action(page, 'confirm-factor').click();
    await expect(page.locator('[data-problem="wrong_credentials"]')).toBeVisible();
    const { app, recovery } = await setUp(page);
    await expect(page.locator('[data-codes-left="10"]')).toBeVisible();

    await signOut(page);
    await givePassword(page, 'officer', password);
    await expect(page).toHaveURL(/\/staff\/sign-in\/code/);
    // Half of it opens nothing.
    await page.goto('/staff/queue');
    await expect(page).toHaveURL(/\/staff\/sign-in\?/);
    await page.goto('/staff/sign-in/code');
    await giveCode(page, '000000');
    await expect(page.locator('[data-problem="wrong_credentials"]')).toBeVisible();
    await giveCode(page, await app.code());
    await expect(page).toHaveURL(/\/staff\/queue$/);

    await signOut(page);
    await givePassword(page, 'officer', password);
    await action(page, 'use-recovery').click();
    await giveCode(page, recovery[0] ?? '');
    await expect(page).toHaveURL(/\/staff\/queue$/);
    await signOut(page);
    await givePassword(page, 'officer', password);
    await action(page, 'use-recovery').click();
    await giveCode(page, recovery[0] ?? '');
    await expect(page.locator('[data-problem="wrong_credentials"]')).toBeVisible();
    await giveCode(page, (recovery[1] ?? '').toUpperCase());
    await expect(page).toHaveURL(/\/staff\/queue$/);

    await page.goto('/staff/second-factor');
    await expect(page.locator('[data-codes-left="8"]')).toBeVisible();
    await page.locator('#renew_password').fill(password);
    await page.locator('#renew_code').fill(recovery[2] ?? '');
    await action(page, 'renew-codes').click();
    const saved = page.waitForEvent('download');
    await action(page, 'download-codes').click();
    const file = readFileSync(await (await saved).path(), 'utf8');
    for (const code of await page.locator('[data-recovery-code]').allTextContents()) expect(file).toContain(code);
    await action(page, 'keep-codes').click();

    await page.locator('#end_password').fill(password);
    await page.locator('#end_code').fill(await app.code());
    await action(page, 'end-factor').click();
    await expect(page.locator('[data-ended="factor"]')).toBeVisible();
    await signOut(page);
    await givePassword(page, 'officer', password);
    await expect(page).toHaveURL(/\/staff\/queue$/);
  });

  test('a member of staff changes the own password and ends other sessions', async ({ open }) => {
    const [page, other] = [await open({ of: server.url }), await open({ of: server.url })];
    await signInAtTheDoor(page, 'administrator', server.passwords);
    await signInAtTheDoor(other, 'administrator', server.passwords);
    await go(page, '/staff/account');
    await expect(page.locator('[data-session]')).toHaveCount(2);
    await action(page, 'end-sessions').click();
    await expect(page.locator('[data-session]')).toHaveCount(1);
    await other.goto('/staff/queue');
    await expect(other).toHaveURL(/\/staff\/sign-in/);
    const change = async (current: string, password: string): Promise<void> => {
      await page.locator('#current_password').fill(current);
      await page.locator('#password').fill(password);
      await page.locator('#password_again').fill(password);
      await action(page, 'change-password').click();
    };
    const old = server.passwords['administrator'] ?? '';
    await change(old, 'administrator1');
    await expect(page.locator('[data-problem="password_weak"]')).toBeVisible();
    await change('not the password', 'Kettle-七里-Harbour-9');
    await expect(page.locator('[data-problem="wrong_credentials"]')).toBeVisible();
    await change(old, 'Kettle-七里-Harbour-9');
    await expect(page.locator('[data-changed="password"]')).toBeVisible();
    await givePassword(other, 'administrator', 'Kettle-七里-Harbour-9');
    await expect(other).toHaveURL(/\/staff\/queue$/);
  });

  test('an applicant adds a second factor, and is led on to the page asked for', async ({ open }) => {
    const page = await open({ of: server.url });
    const who = person();
    await registered(page, who, server.url);
    await go(page, '/account');
    await action(page, 'second-factor').click();
    await page.locator('#begin_password').fill(who.basic['password'] ?? '');
    await action(page, 'begin-factor').click();
    const { app, recovery } = await setUp(page);
    await signOut(page);
    await page.goto('/applications');
    await expect(page).toHaveURL(/\/sign-in\?next=/);
    await page.locator('#user_name').fill(who.basic['user_name'] ?? '');
    await page.locator('#password').fill(who.basic['password'] ?? '');
    await page.locator('form [data-action="sign-in"]').click();
    await expect(page).toHaveURL(/\/sign-in\/code\?next=/);
    await giveCode(page, '123456');
    await expect(page.locator('[data-problem="wrong_credentials"]')).toBeVisible();
    await giveCode(page, await app.code());
    await expect(page).toHaveURL(/\/applications$/);
    await signOut(page);
    await signIn(page, who, /\/sign-in\/code/);
    await action(page, 'use-recovery').click();
    await giveCode(page, recovery[9] ?? '');
    await expect(page).toHaveURL(/\/account$/);
  });

  test('without JavaScript a code is given too', async ({ open }) => {
    const page = await open({ of: server.url, javaScriptEnabled: false, locale: 'en-GB' });
    await givePassword(page, 'supervisor', server.passwords['supervisor'] ?? '');
    await expect(page).toHaveURL(/\/staff\/queue$/);
    await page.goto('/staff/second-factor');
    await page.locator('#begin_password').fill(server.passwords['supervisor'] ?? '');
    await action(page, 'begin-factor').click();
    const { app } = await setUp(page);
    await signOut(page);
    await givePassword(page, 'supervisor', server.passwords['supervisor'] ?? '');
    await giveCode(page, await app.code());
    await expect(page).toHaveURL(/\/staff\/queue$/);
  });
});

test('outside the demo staff are not let in without a second factor, and the console rescues them', async ({ open }) => {
  test.skip(base === '', 'script/test exports DOCKET_TEST_DATABASE_URL, a Postgres to make a database in');
  psql(`create database ${database}`);
  const env = { DATABASE_URL: url };
  const server = new Server('factor', env);
  try {
    await server.start();
    const data = ['--data-dir', path.join(server.folder, 'data')];
    const printed = await admin(['create-staff', 'wang.li', '--role', 'supervisor', ...data], env);
    const [name = '', password = ''] = printed.trim().split(/\s+/);
    for (const javaScriptEnabled of [false, true]) {
      const page = await open({ of: server.url, javaScriptEnabled });
      await givePassword(page, name, password);
      await expect(page).toHaveURL(/\/staff\/second-factor/);
      const half = page.url();
      await settled(page);
      await page.goto('/staff/queue');
      await expect(page).toHaveURL(/\/staff\/sign-in\?/);
      await settled(page);
      await page.goto(half);
      const { app } = await setUp(page);
      await expect(page).toHaveURL(/\/staff\/queue$/);
      await expect(page.locator('#queue-search')).toBeVisible();
      await settled(page);
      await page.goto('/staff/second-factor');
      await expect(action(page, 'end-factor')).toHaveCount(0);
      await settled(page);
      await signOut(page);
      await givePassword(page, name, password);
      await giveCode(page, await app.code());
      await expect(page).toHaveURL(/\/staff\/queue$/);
      await expect(page.locator('#queue-search')).toBeVisible();
      await settled(page);
      await admin(['reset-second-factor', name, ...data], env);
      await page.goto('/staff/queue');
      await expect(page).toHaveURL(/\/staff\/sign-in/);
    }
  } finally {
    await server.stop();
    psql(`drop database if exists ${database} with (force)`);
  }
});
