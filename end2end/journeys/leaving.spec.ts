import { type Page } from '@playwright/test';
import { person } from '../support/applicants.ts';
import { registered } from '../support/registered.ts';
import { claim, openCase, staffSignIn } from '../support/staff.ts';
import { expect, test } from '../support/test.ts';
import {
  action, control, enter, expectSaved, fillBasic, fillContact, fillDocuments, next, openWizard, readNotice, step,
} from '../support/wizard.ts';

// A page that is left while something it sent is being answered: whoever left is led nowhere, and no
// script falls over (`watchProblems`).

test.use({ locale: 'en-GB' });

/** Keeps the next answer back; `answer` lets it go, and waits until the page has it. */
async function keepBack(page: Page, address: string, answer?: Record<string, unknown>): Promise<() => Promise<void>> {
  let letGo: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => { letGo = resolve; });
  await page.route(address, async (route) => {
    const given = answer ? { json: answer } : { response: await route.fetch() };
    await gate;
    await route.fulfill(given);
  }, { times: 1 });
  const sent = page.waitForRequest(address);
  const answered = page.waitForResponse(address);
  return async () => {
    await sent;
    letGo();
    await (await answered).finished();
    // What the page does with it, it does at once.
    await page.waitForTimeout(300);
  };
}

test('a step, a code and the last page are left while their answers are on the way', async ({ page }) => {
  const who = person();
  await openWizard(page);
  await fillBasic(page, who);

  await test.step('a step that is saved leads nobody on', async () => {
    const answer = await keepBack(page, '**/api/save_step*', { outcome: 'go', step: 'contact' });
    await action(page, 'previous').click();
    await page.goBack();
    await expect(step(page, 'basic')).toBeAttached();
    await answer();
    await expect(step(page, 'basic')).toBeAttached();
    await expect(page).toHaveURL(/\/register\/basic$/);
    await next(page, 'documents');
  });

  await fillDocuments(page, who);
  await test.step('a code that was asked for', async () => {
    await enter(page, 'email', who.contact['email'] ?? '');
    await expectSaved(page);
    const answer = await keepBack(page, '**/api/save_step*', { outcome: 'stay', errors: {} });
    await action(page, 'send-code').click();
    await page.goBack();
    await expect(step(page, 'documents')).toBeAttached();
    await answer();
    await expect(page).toHaveURL(/\/register\/documents$/);
    await next(page, 'contact');
  });

  await fillContact(page, who);
  await test.step('the last page, refused', async () => {
    const answer = await keepBack(page, '**/api/submit*', { sent: 'refused', errors: {} });
    await action(page, 'submit').click();
    await readNotice(page);
    await action(page, 'promise').click();
    await page.goBack();
    await expect(step(page, 'contact')).toBeAttached();
    await answer();
    await expect(page).toHaveURL(/\/register\/contact$/);
    await expect(control(page, 'address')).toHaveValue(who.contact['address'] ?? '');
  });
});

test('the desk is left while the case is given back', async ({ page, open }) => {
  const number = await registered(page, person());
  const officer = await open({ locale: 'en-GB' });
  await staffSignIn(officer);
  await openCase(officer, number);
  await claim(officer);
  const answer = await keepBack(officer, '**/api/release*');
  await action(officer, 'release').click();
  await officer.locator('.case-head__back a').first().click();
  await expect(officer).toHaveURL(/\/staff\/queue\?.*search=/);
  await officer.locator(`[data-case="${number}"] a`).first().click();
  await expect(officer).toHaveURL(new RegExp(`/staff/cases/${number}`));
  await answer();
  await expect(officer).toHaveURL(new RegExp(`/staff/cases/${number}`));
  await officer.reload();
  await expect(action(officer, 'claim')).toBeVisible();
});
