import type { Page } from '@playwright/test';
import { PASSWORD } from '../support/applicants.ts';
import { importAccounts, legacyServer } from '../support/legacy.ts';
import type { Server } from '../support/server.ts';
import { expect, test } from '../support/test.ts';
import { action, control } from '../support/wizard.ts';

test.use({ locale: 'en-GB' });
test.describe.configure({ mode: 'serial' });

let server: Server;

const ACCOUNTS = [
  { user_name: 'li.hua', name: '李华', mailboxes: [['hua@older.example', 'Initial-7788']] as [string, string][] },
  { user_name: 'li.na', name: '李娜', mailboxes: [['na@older.example', 'Initial-7799']] as [string, string][] },
  {
    user_name: 'wang.wu',
    name: '王五',
    mailboxes: [['wang@older.example', 'Initial-1'], ['office@older.example', 'Initial-2']] as [string, string][],
  },
];

test.beforeAll(async () => {
  server = await legacyServer('legacy', ACCOUNTS);
});

test.afterAll(async () => {
  await server.stop();
});

async function tryMailbox(page: Page, address: string, password: string): Promise<void> {
  await control(page, 'mailbox').fill(address);
  await control(page, 'mailbox_password').fill(password);
  await action(page, 'open-by-mailbox').click();
}

for (const [javaScriptEnabled, name, mailbox, password] of [
  [true, 'li.hua', 'hua@older.example', 'Initial-7788'],
  [false, 'li.na', 'na@older.example', 'Initial-7799'],
] as const) {
  test(`the password of a mailbox opens the account once, JavaScript ${javaScriptEnabled ? 'on' : 'off'}`, async ({ open }) => {
    const page = await open({ of: server.url, locale: 'en-GB', javaScriptEnabled });
    await page.goto('/sign-in');
    await page.getByRole('link', { name: 'Forgot your password, or locked out?' }).click();
    await action(page, 'legacy').click();
    await expect(page).toHaveURL(/\/recover\/legacy$/);

    await tryMailbox(page, mailbox, 'not this one');
    await expect(page.locator('[data-problem="wrong_credentials"]')).toBeVisible();
    await expect(control(page, 'mailbox')).toHaveValue(mailbox);
    await tryMailbox(page, mailbox, password);
    await expect(page).toHaveURL(/\/recover\?token=/);
    await expect(page.locator('main')).toContainText(name);
    await expect(action(page, 'unlock')).toHaveCount(0);
    await control(page, 'password').fill(PASSWORD);
    await control(page, 'password_again').fill(PASSWORD);
    await action(page, 'set-password').click();
    await expect(page.locator('[data-recovered]')).toBeVisible();
    await control(page, 'user_name').fill(name);
    await control(page, 'password').fill(PASSWORD);
    await action(page, 'sign-in').click();
    await expect(page).toHaveURL(/\/account$/);

    await page.goto('/recover/legacy');
    await tryMailbox(page, mailbox, password);
    await expect(page.locator('[data-problem="wrong_credentials"]')).toBeVisible();
  });
}

test('several mailboxes and nobody get the same words and the way to customer service', async ({ open }) => {
  const page = await open({ of: server.url, locale: 'en-GB' });
  const said: string[] = [];
  for (const [address, password] of [['wang@older.example', 'Initial-1'], ['nobody@older.example', 'Initial-1']] as const) {
    await page.goto('/recover/legacy');
    await tryMailbox(page, address, password);
    const problem = page.locator('[data-problem="wrong_credentials"]');
    await expect(problem).toBeVisible();
    said.push((await problem.textContent()) ?? '');
    await expect(page.locator('[data-desk]').first()).toContainText(/\d{3,4}-\d{7,8}/);
  }
  expect(said[0]).toBe(said[1]);
  expect(said[0]).toContain('customer service');
});

test('a file imported again adds nothing twice', async () => {
  await server.stopAndKeep();
  expect(await importAccounts(server, ACCOUNTS)).toContain('imported: 0\nimported before: 3\n');
  await server.start();
});
