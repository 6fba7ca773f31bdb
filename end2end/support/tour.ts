import { type Page, expect } from '@playwright/test';
import { type Applicant, enterprise, person } from './applicants.ts';
import { signIn, signOut } from './account.ts';
import { mailTo, mailsTo } from './outbox.ts';
import { registered } from './registered.ts';
import { tourOfDesk } from './tour-desk.ts';
import { approve, claim, flag, openCase, sendBack, staffSignIn } from './staff.ts';
import { type Open, go, hydrated } from './test.ts';
import { tourOfFactor, tourOfSessionEnd, tourOfStaffAccount } from './tour-factor.ts';
import { tourOfSettings } from './tour-settings.ts';
import { tourOfPeople } from './tour-people.ts';
import { tourOfFourEyes, tourOfMessages } from './tour-flow.ts';
import {
  action, control, confirmEmail, enter, enterAll, expectState, fillBasic, fillDocuments, next, openWizard, readNotice,
  reference, step,
} from './wizard.ts';

/** Looks at a page in the state it is in. */
export type Visit = (name: string, page: Page) => Promise<void>;

/** Leads past pages; further devices are opened as they are needed. */
export type Tour = (page: Page, open: Open, visit: Visit) => Promise<void>;

/** All pages there are, in several tours. None is long, and none depends on another. */
export const TOURS: Record<string, Tour> = {
  'the public pages': tourOfDoors,
  'the registration of a person': (page, _, visit) => tourOfWizard(page, person(), visit),
  'the registration of an enterprise': (page, _, visit) => tourOfWizard(page, enterprise(), visit),
  'a review': tourOfReview,
  'the desk of an officer': tourOfDesk,
  'a correction': tourOfCorrection,
  'an account': tourOfAccount,
  'a second factor': tourOfFactor,
  'the own page of staff': tourOfStaffAccount,
  'the end of a session': tourOfSessionEnd,
  'the settings': tourOfSettings,
  'older accounts and customer service': tourOfPeople,
  'messages, and cases decided together': tourOfMessages,
  'four eyes': tourOfFourEyes,
};

/** What everybody may see. */
async function tourOfDoors(page: Page, _: Open, visit: Visit): Promise<void> {
  const pages = { home: '/', 'sign-in': '/sign-in', status: '/status', recover: '/recover', 'recover-dead': '/recover?token=0', 'staff-sign-in': '/staff/sign-in', 'not-found': '/nowhere' };
  for (const [name, path] of Object.entries(pages)) {
    await go(page, path);
    await visit(name, page);
  }
  for (const door of ['/sign-in', '/staff/sign-in']) {
    await go(page, door);
    await action(page, 'sign-in').click();
    await expect(page.locator('#user_name')).toHaveAttribute('aria-invalid', 'true');
    await page.locator('#user_name').fill('nobody.at.all');
    await page.locator('#password').fill('not the password');
    await action(page, 'sign-in').click();
    await expect(page.locator('[data-problem="wrong_credentials"]')).toBeVisible();
    await visit(`${door.slice(1).replace('/', '-')}-wrong`, page);
  }
  await go(page, '/status');
  await page.locator('#reference').fill('2222-2222-22');
  await page.locator('#email').fill('nobody@mail.example');
  await action(page, 'look-up').click();
  await expect(page.locator('[data-problem="not_found"]')).toBeVisible();
  await visit('status-unknown', page);
}

/** The wizard, with and without mistakes, up to the page after sending. */
async function tourOfWizard(page: Page, who: Applicant, visit: Visit): Promise<void> {
  const of = who.basic['applicant_type'] ?? '';
  const [picture = ''] = Object.keys(who.pictures);
  const number = 'id_number' in who.documents ? 'id_number' : 'credit_code';
  await openWizard(page);
  await enter(page, 'applicant_type', of);
  await visit(`${of}-basic`, page);
  await action(page, 'next').click();
  await expect(page.locator('#error-summary')).toBeFocused();
  await visit(`${of}-basic-wrong`, page);
  await fillBasic(page, who);
  await visit(`${of}-documents`, page);
  await action(page, 'reset').click();
  await visit(`${of}-documents-clear`, page);
  await action(page, 'keep').click();
  await enter(page, number, '41');
  await action(page, 'next').click();
  await expectState(page, picture, 'invalid');
  await visit(`${of}-documents-wrong`, page);
  await fillDocuments(page, who);
  await visit(`${of}-contact`, page);
  await action(page, 'previous').click();
  await expect(step(page, 'documents')).toBeAttached();
  await visit(`${of}-documents-full`, page);
  await next(page, 'contact');
  await enterAll(page, who.contact);
  await confirmEmail(page, who.contact['email'] ?? '');
  await visit(`${of}-contact-full`, page);
  await next(page, 'confirm');
  await visit(`${of}-confirm`, page);
  await action(page, 'submit').click();
  await readNotice(page);
  await visit(`${of}-notice`, page);
  // Another language brings another notice: it is opened and read anew.
  await page.reload();
  await hydrated(page);
  await action(page, 'submit').click();
  await readNotice(page);
  await action(page, 'promise').click();
  await expect(page).toHaveURL(/\/done$/);
  await reference(page);
  await visit(`${of}-done`, page);
}

/** What officers see of a case in its first and its second round, and the queue. */
async function tourOfReview(page: Page, open: Open, visit: Visit): Promise<void> {
  const officer = await open();
  const [number] = await Promise.all([registered(page, person()), staffSignIn(officer)]);
  await visit('queue', officer);
  await go(officer, '/staff/queue?search=nobody');
  await visit('queue-nothing-found', officer);
  await openCase(officer, number);
  await visit('case', officer);
  await claim(officer);
  await action(officer, 'return').click();
  await expect(officer.locator('#decision-missing')).not.toBeEmpty();
  await visit('case-claimed', officer);
  await flag(officer, 'address', 'incomplete', '请写明楼层。');
  await flag(officer, 'handheld', 'unreadable', '');
  await visit('case-flagged', officer);

  const supervisor = await open();
  await staffSignIn(supervisor, 'supervisor');
  await openCase(supervisor, number);
  await expect(supervisor.locator('.claim--other')).toBeVisible();
  await visit('case-of-another', supervisor);

  await go(supervisor, '/staff/queue');
  await action(supervisor, 'figures').click();
  await expect(supervisor.locator('[data-figure="received"]')).toBeVisible();
  await visit('figures', supervisor);

  await sendBack(officer, '有两处需要补正。');
  await visit('queue-decided', officer);
  await correct(page, number, visit);
  await openCase(officer, number);
  await claim(officer);
  await visit('case-second-round', officer);
  await action(officer, 'approve').click();
  await visit('case-approving', officer);
  // Another language loads the case anew, and the question is closed.
  if (!(await action(officer, 'confirm-approve').isVisible())) await action(officer, 'approve').click();
  await action(officer, 'confirm-approve').click();
  await expect(officer.locator('[data-decided="approve"]')).toBeVisible();
  await go(officer, `/staff/cases/${number}`);
  await visit('case-approved', officer);
}

/** What the applicant sees of an application that is sent back and sent again. */
async function tourOfCorrection(page: Page, open: Open, visit: Visit): Promise<void> {
  const who = person();
  const number = await registered(page, who);
  await go(page, `/applications/${number}`);
  await visit('application', page);
  await page.locator('[data-action="withdraw"]').click();
  await visit('application-withdrawing', page);
  const officer = await open();
  await staffSignIn(officer);
  await openCase(officer, number);
  await claim(officer);
  await flag(officer, 'address', 'incomplete', '请写明楼层。');
  await flag(officer, 'handheld', 'unreadable', '');
  await sendBack(officer, '有两处需要补正。');

  await go(page, `/applications/${number}`);
  await visit('application-returned', page);
  await go(page, `/applications/${number}/correction`);
  await visit('correction', page);
  await page.locator('.correction__locked > summary').click();
  await enter(page, 'address', '');
  await action(page, 'next').click();
  await expectState(page, 'address', 'invalid');
  await visit('correction-wrong', page);
  await correct(page, number, visit);
  await visit('application-resubmitted', page);

  const stranger = await open();
  await go(stranger, '/status');
  await stranger.locator('#reference').fill(number);
  await stranger.locator('#email').fill(who.contact['email'] ?? '');
  await action(stranger, 'look-up').click();
  await expect(stranger.locator('[data-status="submitted"]')).toBeVisible();
  await visit('status-found', stranger);
}

/** The account, a change of what is known about its owner, the mails, and the way out. */
async function tourOfAccount(page: Page, open: Open, visit: Visit): Promise<void> {
  const who = person();
  const number = await registered(page, who);
  await go(page, '/account');
  await visit('account-waiting', page);
  const officer = await open();
  await staffSignIn(officer);
  await openCase(officer, number);
  await claim(officer);
  await approve(officer);

  await go(page, '/account');
  await expect(page).toHaveURL(/\/account$/);
  await visit('account', page);
  await go(page, '/account/password');
  await visit('password', page);
  await go(page, '/recover');
  await action(page, 'ask').waitFor();
  await control(page, 'email').fill(who.contact['email'] ?? '');
  await action(page, 'ask').click();
  const mail = await mailTo(who.contact['email'] ?? '', ({ text }) => text.includes('/recover?token='));
  await go(page, /\/recover\?token=\w+/.exec(mail.text)?.[0] ?? '');
  await visit('recover-link', page);
  await go(page, '/applications');
  await visit('applications', page);
  await go(page, '/applications/new');
  await visit('applications-new', page);
  await page.locator('form:has([value="profile-change"]) button').first().click();
  await expect(step(page, 'contact')).toBeVisible();
  await visit('profile-change-contact', page);
  await enter(page, 'address', '新乡市红旗区平原路8号');
  await next(page, 'confirm');
  await visit('profile-change-confirm', page);
  await action(page, 'submit').click();
  await reference(page);
  await visit('profile-change-done', page);
  await go(page, '/applications');
  await visit('applications-two', page);

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
}

/** Corrects what the tours flag and sends it again. */
async function correct(page: Page, number: string, visit: Visit): Promise<void> {
  await go(page, `/applications/${number}/correction`);
  await enter(page, 'address', '河南省郑州市金水区示例大道 18 号 3 层');
  await action(page, 'next').click();
  // The photo is right as it is: said once more.
  await expect(page.locator('[data-problem="same"]')).toBeVisible();
  await visit('correction-same', page);
  await action(page, 'next').click();
  await readNotice(page);
  await action(page, 'promise').click();
  await expect(page.locator('[data-resubmitted]')).toBeVisible();
}
