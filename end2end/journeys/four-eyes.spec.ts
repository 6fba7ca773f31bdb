import { type Page } from '@playwright/test';
import { person } from '../support/applicants.ts';
import { mailTo, mailsTo } from '../support/outbox.ts';
import { registered } from '../support/registered.ts';
import { Server } from '../support/server.ts';
import { claim, openCase, signInAtTheDoor } from '../support/staff.ts';
import { expect, hydrated, test } from '../support/test.ts';
import { action } from '../support/wizard.ts';

test.use({ locale: 'en-GB' });

const server = new Server('four-eyes', { DOCKET_FOUR_EYES: 'all' });
test.beforeAll(() => server.start());
test.afterAll(() => server.stop());

/** An officer proposes to refuse the case that is open. */
async function proposeRefusal(page: Page, reason: string): Promise<void> {
  await claim(page);
  await page.locator('#general_reason').fill(reason);
  await action(page, 'refuse').click();
  await expect(page.locator('#confirm-refuse')).toContainText('second officer');
  await action(page, 'confirm-refuse').click();
  await expect(page.locator('[data-proposed="refuse"]')).toBeVisible();
}

test('a refusal waits for a second officer, is given back once, and then takes effect', async ({ open }) => {
  const who = person();
  const email = who.contact['email'] ?? '';
  const page = await open({ of: server.url });
  const number = await registered(page, who, server.url);
  const first = await open({ of: server.url });
  await signInAtTheDoor(first, 'officer', server.passwords);
  await openCase(first, number);
  await proposeRefusal(first, 'The photo shows somebody else.');

  await test.step('the first officer sees it wait and cannot confirm it', async () => {
    await openCase(first, number);
    await expect(first.locator('[data-proposal="waits"]')).toContainText('The photo shows somebody else.');
    await expect(action(first, 'withdraw-proposal')).toBeVisible();
    await expect(action(first, 'confirm-proposal')).toHaveCount(0);
    await expect(action(first, 'claim')).toHaveCount(0);
  });

  await test.step('the applicant sees nothing of it', async () => {
    await page.goto(`/applications/${number}`);
    await expect(page.locator('[data-status]')).toHaveAttribute('data-status', /submitted|in_review/);
    await expect(page.locator('main')).not.toContainText('somebody else');
    await expect(page.locator('[data-event]')).toHaveCount(1);
    expect((await mailsTo(email, server.url)).filter(({ text }) => text.includes('somebody else'))).toHaveLength(0);
  });

  const second = await open({ of: server.url });
  await signInAtTheDoor(second, 'supervisor', server.passwords);
  await test.step('a second officer finds it in the queue and does not confirm it', async () => {
    await second.locator('[data-count="confirm"]').click();
    await expect(second).toHaveURL(/only=confirm/);
    const row = second.locator(`[data-case="${number}"]`);
    await expect(row.locator('[data-proposal]')).toBeVisible();
    await row.locator('a').first().click();
    await expect(second.locator('[data-proposal="waits"]')).toBeVisible();
    await action(second, 'reject-proposal').click();
    await action(second, 'reject-proposal-send').click();
    await expect(second.locator('#rejection-lack')).not.toBeEmpty();
    await second.locator('#rejection-note').fill('It is the same person.\nLook at the ear.');
    await second.reload();
    await hydrated(second);
    await action(second, 'reject-proposal').click();
    await expect(second.locator('#rejection-note')).toHaveValue('It is the same person.\nLook at the ear.');
    await action(second, 'reject-proposal-send').click();
    await expect(second.locator('[data-proposal="rejected"]')).toBeVisible();
  });

  await test.step('the first officer reads why, and proposes again', async () => {
    await openCase(first, number);
    await expect(first.locator('[data-rejection]')).toHaveText('It is the same person.\nLook at the ear.');
    await proposeRefusal(first, 'The document has expired.');
  });

  await test.step('confirmed, it takes effect as decided', async () => {
    await openCase(second, number);
    await expect(second.locator('[data-proposal="waits"]')).toContainText('The document has expired.');
    await action(second, 'confirm-proposal').click();
    await action(second, 'confirm-proposal-yes').dblclick();
    await expect(second.locator('[data-decided="refuse"]')).toBeVisible();
    await openCaseInAnyState(second, number);
    await expect(second.locator('[data-case-state]').first()).toHaveAttribute('data-case-state', 'refused');
    const history = second.locator('.history');
    await expect(history.locator('[data-event="confirmed"]')).toContainText('supervisor');
    await expect(history.locator('[data-event="refused"]')).toContainText('officer');
    await mailTo(email, ({ text }) => text.includes('The document has expired.'), server.url);
    await page.goto(`/applications/${number}`);
    await expect(page.locator('[data-status="refused"]')).toBeVisible();
    await expect(page.locator('[data-event="refused"]')).not.toContainText('officer');
  });
});

async function openCaseInAnyState(page: Page, number: string): Promise<void> {
  await page.goto(`/staff/cases/${number}`);
  await hydrated(page);
}

test('a refusal that is taken back is in the form again', async ({ open }) => {
  const number = await registered(await open({ of: server.url }), person(), server.url);
  const first = await open({ of: server.url });
  await signInAtTheDoor(first, 'officer', server.passwords);
  await openCase(first, number);
  await proposeRefusal(first, 'The photo shows somebody else.');
  await openCase(first, number);
  await action(first, 'withdraw-proposal').click();
  await claim(first);
  await expect(first.locator('#general_reason')).toHaveValue('The photo shows somebody else.');
});

test('the second officer has keys for the answer, and a list of what works', async ({ open }) => {
  const number = await registered(await open({ of: server.url }), person(), server.url);
  const first = await open({ of: server.url });
  await signInAtTheDoor(first, 'officer', server.passwords);
  await openCase(first, number);
  await proposeRefusal(first, 'The photo shows somebody else.');
  const second = await open({ of: server.url });
  await signInAtTheDoor(second, 'supervisor', server.passwords);
  await openCase(second, number);
  await action(second, 'keys').waitFor();
  await second.keyboard.press('?');
  const keys = second.locator('[data-keys] kbd');
  await expect(keys.filter({ hasText: /^[YD]$/ })).toHaveCount(2);
  await expect(keys.filter({ hasText: /^[CARX]$/ })).toHaveCount(0);
  await second.keyboard.press('Escape');
  await second.keyboard.press('d');
  await expect(second.locator('#rejection-note')).toBeFocused();
  await second.keyboard.press('Escape');
  await second.keyboard.press('y');
  await expect(action(second, 'confirm-proposal-yes')).toBeVisible();
});

test('a proposal is confirmed without JavaScript, and taken back without it', async ({ open }) => {
  const who = person();
  const page = await open({ of: server.url });
  const number = await registered(page, who, server.url);
  const first = await open({ of: server.url, javaScriptEnabled: false });
  const second = await open({ of: server.url, javaScriptEnabled: false });
  for (const [device, name] of [[first, 'officer'], [second, 'supervisor']] as const) {
    await device.goto('/staff/sign-in');
    await device.locator('#user_name').fill(name);
    await device.locator('#password').fill(server.passwords[name] ?? '');
    await action(device, 'sign-in').click();
    await expect(device).toHaveURL(/\/staff\/queue/);
  }
  const propose = async (): Promise<void> => {
    await first.goto(`/staff/cases/${number}`);
    await action(first, 'claim').click();
    await action(first, 'approve').click();
    await action(first, 'confirm-approve').click();
    await expect(first.locator('[data-proposed="approve"]')).toBeVisible();
  };
  await propose();
  await first.goto(`/staff/cases/${number}`);
  await action(first, 'withdraw-proposal').click();
  await expect(action(first, 'claim')).toBeVisible();
  await propose();
  await second.goto(`/staff/cases/${number}`);
  await action(second, 'reject-proposal').click();
  await action(second, 'reject-proposal-send').click();
  await expect(second).toHaveURL(/lack=note_missing/);
  await expect(second.locator('#rejection-lack')).not.toBeEmpty();
  await action(second, 'confirm-proposal').click();
  await action(second, 'confirm-proposal-yes').click();
  await expect(second.locator('[data-decided="approve"]')).toBeVisible();
  await second.goto(`/staff/cases/${number}`);
  await expect(second.locator('[data-case-state]').first()).toHaveAttribute('data-case-state', 'approved');
});
