import { type Page, expect } from '@playwright/test';
import { PASSWORD } from './applicants.ts';
import { legacyServer } from './legacy.ts';
import { codeFor } from './outbox.ts';
import { signInAtTheDoor } from './staff.ts';
import { type Open, go, hydrated } from './test.ts';
import type { Visit } from './tour.ts';
import { action, control } from './wizard.ts';

/** What the owner of an account from the older platform sees, and customer service. */
export async function tourOfPeople(_: Page, open: Open, visit: Visit): Promise<void> {
  const server = await legacyServer('people', [
    {
      user_name: 'ou-yang',
      name: '欧阳娜娜',
      id_number: '11010519491231002X',
      email: 'ou@mail.example',
      mailboxes: [['ou@older.example', 'Initial-1'], ['yang@older.example', 'Initial-2']],
    },
    { user_name: 'ou-yi', name: '欧阳一', mailboxes: [['yi@older.example', 'Initial-3']] },
  ]);
  try {
    const owner = await open({ of: server.url });
    await go(owner, '/recover');
    await visit('recover-older', owner);
    await go(owner, '/recover/legacy');
    await visit('legacy', owner);
    await control(owner, 'mailbox').fill('yi@older.example');
    await control(owner, 'mailbox_password').fill('wrong');
    await action(owner, 'open-by-mailbox').click();
    await hydrated(owner);
    await expect(owner.locator('[data-problem="wrong_credentials"]')).toBeVisible();
    await visit('legacy-refused', owner);

    const supervisor = await open({ of: server.url });
    await signInAtTheDoor(supervisor, 'supervisor', server.passwords);
    await go(supervisor, '/staff/accounts');
    await visit('accounts', supervisor);
    await go(supervisor, `/staff/accounts?search=${encodeURIComponent('欧阳')}`);
    await expect(supervisor.locator('[data-account]')).toHaveCount(2);
    await visit('accounts-found', supervisor);
    await go(supervisor, '/staff/accounts?search=nobody.at.all');
    await visit('accounts-none', supervisor);
    await go(supervisor, '/staff/accounts?search=ou-yang');
    await supervisor.locator('[data-account="ou-yang"] a').click();
    await expect(supervisor.locator('[data-served]')).toBeVisible();
    for (const summary of await supervisor.locator('.service__act summary').all()) await summary.click();
    await visit('account-served', supervisor);
    await control(supervisor, 'email').fill('nowhere');
    await control(supervisor, 'note-email').fill('证件已核对');
    // Past what the browser itself would refuse.
    await supervisor.locator('[data-act="email"] form').evaluate((form: HTMLFormElement) => { form.noValidate = true; });
    await action(supervisor, 'email').click();
    await hydrated(supervisor);
    await visit('account-served-wrong', supervisor);
    await supervisor.locator('[data-act="password"] summary').click();
    await control(supervisor, 'note-password').fill('证件已核对');
    await action(supervisor, 'password').click();
    await hydrated(supervisor);
    const password = (await supervisor.locator('[data-password]').textContent()) ?? '';
    await visit('account-password', supervisor);

    await go(owner, '/sign-in');
    await control(owner, 'user_name').fill('ou-yang');
    await control(owner, 'password').fill(password);
    await action(owner, 'sign-in').click();
    await expect(owner.locator('[data-due]')).toBeVisible();
    await visit('password-due', owner);
    await control(owner, 'current_password').fill(password);
    await control(owner, 'password').fill(PASSWORD);
    await control(owner, 'password_again').fill(PASSWORD);
    await action(owner, 'change-password').click();
    await expect(owner).toHaveURL(/\/account(\?|$)/);
    await go(owner, '/account/email');
    await visit('email', owner);
    await control(owner, 'email').fill('new@mail.example');
    await control(owner, 'current_password').fill(PASSWORD);
    await action(owner, 'send-code').click();
    await expect(owner.locator('[data-code-sent]')).toBeVisible();
    await hydrated(owner);
    await visit('email-code', owner);
    await codeFor('new@mail.example', server.url);
    await go(owner, '/account/prove?next=/account');
    await visit('prove', owner);
  } finally {
    await server.stop();
  }
}
