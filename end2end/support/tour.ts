import { type Page, expect } from '@playwright/test';
import { person } from './applicants.ts';
import { signIn, signOut } from './account.ts';
import { mailsTo } from './outbox.ts';
import { approve, claim, flag, openCase, sendBack, staffSignIn } from './staff.ts';
import { type Open, go, alive } from './test.ts';
import {
  action, confirmEmail, control, enter, enterAll, expectState, fillBasic, fillDocuments, next, openWizard,
  readNotice, reference, step,
} from './wizard.ts';

/** Looks at a page in the state it is in. */
export type Visit = (name: string, page: Page) => Promise<void>;

/** Public pages. */
export async function tourOfDoors(page: Page, visit: Visit): Promise<void> {
  const pages = { home: '/', 'sign-in': '/sign-in', status: '/status', 'staff-sign-in': '/staff/sign-in', 'not-found': '/nowhere' };
  for (const [name, path] of Object.entries(pages)) {
    await go(page, path);
    await visit(name, page);
  }
  await go(page, '/sign-in');
  await page.locator('#user_name').fill('nobody.at.all');
  await page.locator('#password').fill('not the password');
  await page.locator('form [data-action="sign-in"]').click();
  await expect(page.locator('[data-problem="wrong_credentials"]')).toBeVisible();
  await visit('sign-in-wrong', page);
}

/** The wizard, with and without mistakes, to the end, and what an officer sees then. */
export async function tourOfJourney(page: Page, open: Open, visit: Visit): Promise<void> {
  const who = person();
  await openWizard(page);
  await visit('basic', page);
  await action(page, 'next').click();
  await expect(page.locator('#error-summary')).toBeFocused();
  await visit('basic-wrong', page);
  await fillBasic(page, who);
  await visit('documents', page);
  await enter(page, 'id_number', '41');
  await action(page, 'next').click();
  await expectState(page, 'portrait', 'invalid');
  await visit('documents-wrong', page);
  await fillDocuments(page, who);
  await visit('contact', page);
  await action(page, 'previous').click();
  await expect(step(page, 'documents')).toBeAttached();
  await visit('documents-full', page);
  await next(page, 'contact');
  await enterAll(page, who.contact);
  await confirmEmail(page, who.contact['email'] ?? '');
  await visit('contact-full', page);
  await next(page, 'confirm');
  await visit('confirm', page);
  await action(page, 'submit').click();
  await readNotice(page);
  await visit('notice', page);
  // Another language brings another notice: it is opened and read anew.
  await page.reload();
  await alive(page);
  await action(page, 'submit').click();
  await readNotice(page);
  await action(page, 'promise').click();
  await expect(page).toHaveURL(/\/done$/);
  const number = await reference(page);
  await visit('done', page);
  await go(page, `/applications/${number}`);
  await visit('application', page);

  const officer = await open({ viewport: page.viewportSize() });
  await staffSignIn(officer);
  await visit('queue', officer);
  await openCase(officer, number);
  await visit('case', officer);
  await claim(officer);
  await flag(officer, 'address', 'incomplete', '请写明楼层。');
  await flag(officer, 'handheld', 'unreadable', '');
  await visit('case-flagged', officer);
  await sendBack(officer, '有两处需要补正。');
  await visit('queue-decided', officer);

  await go(page, `/applications/${number}`);
  await visit('application-returned', page);
  await go(page, `/applications/${number}/correction`);
  await visit('correction', page);
  await enter(page, 'address', '河南省郑州市金水区示例大道 18 号 3 层');
  await action(page, 'next').click();
  await readNotice(page);
  await action(page, 'promise').click();
  await expect(page.locator('[data-resubmitted]')).toBeVisible();
  await visit('application-resubmitted', page);

  await openCase(officer, number);
  await claim(officer);
  await visit('case-second-round', officer);
  await approve(officer);
  await go(page, '/account');
  await expect(page).toHaveURL(/\/account$/);
  await visit('account', page);
  await go(page, '/applications');
  await visit('applications', page);
  await go(page, '/applications/new');
  await visit('applications-new', page);
  await page.goto('/outbox');
  await visit('outbox', page);
  await page.locator('.mails a').first().click();
  await visit('outbox-mail', page);
  expect(await mailsTo(who.contact['email'] ?? '')).not.toHaveLength(0);

  await go(page, '/account');
  await signOut(page);
  await signIn(page, who, /\/account$/);
  await go(page, '/sign-out');
  await visit('sign-out', page);
  await expect(control(page, 'user_name')).toHaveCount(0);
}
