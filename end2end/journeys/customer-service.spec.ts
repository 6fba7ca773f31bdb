import type { Page } from '@playwright/test';
import { PASSWORD } from '../support/applicants.ts';
import { legacyServer } from '../support/legacy.ts';
import { mailTo } from '../support/outbox.ts';
import type { Server } from '../support/server.ts';
import { signInAtTheDoor } from '../support/staff.ts';
import { type Open, expect, test } from '../support/test.ts';
import { action, control, field } from '../support/wizard.ts';

test.use({ locale: 'en-GB' });
test.describe.configure({ mode: 'serial' });

let server: Server;

test.beforeAll(async () => {
  server = await legacyServer('service', [
    {
      user_name: 'ou.yang',
      name: '欧阳娜娜',
      id_number: '11010519491231002X',
      email: 'ou@mail.example',
      mailboxes: [['ou@older.example', 'Initial-1'], ['yang@older.example', 'Initial-2']],
    },
    { user_name: 'zhu.ge', name: '诸葛明', email: 'zhu@mail.example' },
  ]);
});

test.afterAll(async () => {
  await server.stop();
});

/** A supervisor's browser; without scripts the sign-in form works too. */
async function desk(open: Open, javaScriptEnabled: boolean, name = 'supervisor'): Promise<Page> {
  const page = await open({ of: server.url, locale: 'en-GB', javaScriptEnabled });
  if (javaScriptEnabled) {
    await signInAtTheDoor(page, name, server.passwords);
  } else {
    await page.goto('/staff/sign-in');
    await control(page, 'user_name').fill(name);
    await control(page, 'password').fill(server.passwords[name] ?? '');
    await action(page, 'sign-in').click();
  }
  await expect(page).toHaveURL(/\/staff\/queue/);
  return page;
}

async function find(page: Page, search: string, name: string): Promise<void> {
  await page.goto('/staff/accounts');
  await page.locator('#account-search').fill(search);
  await action(page, 'search').click();
  await page.locator(`[data-account="${name}"] a`).click();
  await expect(page.locator('[data-served]')).toHaveText(name);
}

for (const [javaScriptEnabled, name, search, email] of [
  [true, 'ou.yang', '11010519491231002x', 'ou@mail.example'],
  [false, 'zhu.ge', '诸葛', 'zhu@mail.example'],
] as const) {
  test(`an owner gets a password from customer service and must choose another, JavaScript ${javaScriptEnabled ? 'on' : 'off'}`, async ({ open }) => {
    const supervisor = await desk(open, javaScriptEnabled);
    await find(supervisor, search, name);
    await expect(supervisor.locator('[data-fact="signed_in"]')).toContainText('Never');
    const act = supervisor.locator('[data-act="password"]');
    await act.locator('summary').click();
    await control(supervisor, 'note-password').fill('Passport compared at the counter');
    await action(supervisor, 'password').click();
    const password = (await supervisor.locator('[data-password]').textContent()) ?? '';
    expect(password).toMatch(/^[a-z2-9]{4}(-[a-z2-9]{4}){3}$/);
    expect(supervisor.url()).not.toContain(password);
    await expect(supervisor.locator('[data-record="password"]')).toContainText('Passport compared at the counter');
    await supervisor.goto(supervisor.url());
    await expect(supervisor.locator('[data-served]')).toBeVisible();
    await expect(supervisor.locator('[data-password]')).toHaveCount(0);
    const mail = await mailTo(email, ({ subject }) => subject.includes('gave out a new password'), server.url);
    expect(mail.text).not.toContain(password);

    const owner = await open({ of: server.url, locale: 'en-GB', javaScriptEnabled });
    await owner.goto('/sign-in');
    await control(owner, 'user_name').fill(name);
    await control(owner, 'password').fill(password);
    await action(owner, 'sign-in').click();
    await expect(owner).toHaveURL(/\/account\/password$/);
    await expect(owner.locator('[data-due]')).toBeVisible();
    for (const path of ['/account', '/applications', '/']) {
      await owner.goto(path);
      await expect(owner).toHaveURL(/\/account\/password$/);
    }
    await control(owner, 'current_password').fill(password);
    await control(owner, 'password').fill(PASSWORD);
    await control(owner, 'password_again').fill(PASSWORD);
    await action(owner, 'change-password').click();
    await expect(owner).toHaveURL(/\/account\?password=changed$/);
  });

  test(`an address is corrected, with everything typed kept until it is right, JavaScript ${javaScriptEnabled ? 'on' : 'off'}`, async ({ open }) => {
    const supervisor = await desk(open, javaScriptEnabled);
    await find(supervisor, name, name);
    const act = supervisor.locator('[data-act="email"]');
    await act.locator('summary').click();
    await control(supervisor, 'email').fill(email);
    await control(supervisor, 'note-email').fill('Compared the ID card');
    await action(supervisor, 'email').click();
    await expect(field(supervisor, 'email')).toHaveAttribute('data-state', 'invalid');
    await expect(control(supervisor, 'note-email')).toHaveValue('Compared the ID card');
    await control(supervisor, 'email').fill(`new.${email}`);
    await action(supervisor, 'email').click();
    await expect(supervisor.locator('[data-done="email"]')).toBeVisible();
    await expect(supervisor.locator('[data-fact="email"]')).toContainText(`new.${email}`);
    await mailTo(email, ({ subject }) => subject.includes('was changed'), server.url);
    await mailTo(`new.${email}`, ({ subject }) => subject.includes('now go to this address'), server.url);
  });
}

test('a pause is lifted for the owner who calls', async ({ open }) => {
  const owner = await open({ of: server.url, locale: 'en-GB' });
  await owner.goto('/sign-in');
  for (let tries = 0; tries < 6; tries += 1) {
    await control(owner, 'user_name').fill('ou.yang');
    await control(owner, 'password').fill(`wrong ${tries}`);
    await action(owner, 'sign-in').click();
    await expect(owner.locator(`[data-problem="${tries < 5 ? 'wrong_credentials' : 'too_many'}"]`)).toBeVisible();
  }
  const supervisor = await desk(open, true);
  await find(supervisor, '欧阳娜娜', 'ou.yang');
  await action(supervisor, 'pause').click();
  await expect(supervisor.locator('[data-done="pause"]')).toBeVisible();
  await control(owner, 'user_name').fill('ou.yang');
  await control(owner, 'password').fill(PASSWORD);
  await action(owner, 'sign-in').click();
  await expect(owner).toHaveURL(/\/account(\?|$)/);
});

test('customer service is for supervisors and administrators', async ({ open }) => {
  const administrator = await desk(open, true, 'administrator');
  await find(administrator, 'ou.yang', 'ou.yang');
  const officer = await desk(open, true, 'officer');
  await officer.goto('/staff/accounts?search=ou.yang');
  await expect(officer.locator('[data-problem="forbidden"]')).toBeVisible();
  await expect(officer.locator('[data-account]')).toHaveCount(0);
});
