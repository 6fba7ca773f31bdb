import { expect } from '@playwright/test';
import { person } from './applicants.ts';
import { registered } from './registered.ts';
import { Server } from './server.ts';
import { claim, openCase, signInAtTheDoor, staffSignIn } from './staff.ts';
import { go } from './test.ts';
import type { Tour } from './tour.ts';
import { action } from './wizard.ts';

/** What officer and applicant write to each other, and cases that are decided together. */
export const tourOfMessages: Tour = async (page, open, visit) => {
  const officer = await open();
  const [number] = await Promise.all([registered(page, person()), staffSignIn(officer)]);
  await openCase(officer, number);
  await officer.locator('#message-text').fill('您好：\n请问通信地址是否完整？');
  await action(officer, 'send-message').click();
  await expect(officer.locator('[data-message="own"]')).toHaveCount(1);
  await visit('case-messages', officer);
  await go(page, '/applications');
  await visit('applications-unread', page);
  await go(page, `/applications/${number}`);
  await action(page, 'send-message').click();
  await expect(page.locator('#message-error')).not.toBeEmpty();
  await page.locator('#message-text').fill('完整的，谢谢。');
  await action(page, 'send-message').click();
  await expect(page.locator('[data-message="own"]')).toHaveCount(1);
  await visit('application-messages', page);
  await go(officer, '/staff/queue?only=unread&state=all');
  await expect(officer.locator('[data-unread]').first()).toBeVisible();
  await visit('queue-unread', officer);

  await go(officer, `/staff/queue?search=${number}`);
  await action(officer, 'select-all').click();
  await visit('queue-selected', officer);
  await action(officer, 'bulk').click();
  await expect(officer.locator('[data-form="bulk"]')).toBeVisible();
  await action(officer, 'bulk-return').click();
  await expect(officer.locator('#decision-missing')).not.toBeEmpty();
  await officer.locator('label[for="flag-address"]').click();
  await visit('bulk', officer);
  // Another language loads the page anew, and what was ticked is not.
  const tick = officer.locator('[data-flag="address"]');
  if (!(await tick.isChecked())) await officer.locator('label[for="flag-address"]').click();
  await officer.locator('[id="flag-reason-address"]').selectOption('incomplete');
  await officer.locator('[data-tick]').check();
  await action(officer, 'bulk-return').click();
  await expect(officer.locator('[data-bulk="preview"]')).toBeVisible();
  await visit('bulk-preview', officer);
  await action(officer, 'carry-out').click();
  await expect(officer.locator('[data-bulk="done"]')).toBeVisible();
  await visit('bulk-result', officer);
  await go(officer, '/staff/bulk');
  await visit('bulk-nothing', officer);
};

/** A decision that waits for a second officer, as each of the two sees it. */
export const tourOfFourEyes: Tour = async (_, open, visit) => {
  const server = await new Server('tour-four-eyes', { DOCKET_FOUR_EYES: 'all' }).start();
  try {
    const page = await open({ of: server.url });
    const number = await registered(page, person(), server.url);
    const first = await open({ of: server.url });
    await signInAtTheDoor(first, 'officer', server.passwords);
    await openCase(first, number);
    await claim(first);
    await first.locator('#general_reason').fill('照片与本人不符。');
    await action(first, 'refuse').click();
    await action(first, 'confirm-refuse').click();
    await expect(first.locator('[data-proposed="refuse"]')).toBeVisible();
    await visit('queue-proposed', first);
    await openCase(first, number);
    await visit('case-proposed', first);
    const second = await open({ of: server.url });
    await signInAtTheDoor(second, 'supervisor', server.passwords);
    await openCase(second, number);
    await action(second, 'reject-proposal').click();
    await action(second, 'reject-proposal-send').click();
    await expect(second.locator('#rejection-lack')).not.toBeEmpty();
    await visit('case-second-officer', second);
    if (!(await second.locator('#rejection-note').isVisible())) await action(second, 'reject-proposal').click();
    await second.locator('#rejection-note').fill('请再核对照片。');
    await action(second, 'reject-proposal-send').click();
    await expect(second.locator('[data-proposal="rejected"]')).toBeVisible();
    await visit('case-rejected', second);
  } finally {
    await server.stop();
  }
};
