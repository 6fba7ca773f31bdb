import { type Page } from '@playwright/test';
import { type Applicant, person } from '../support/applicants.ts';
import { mailTo, mailsTo } from '../support/outbox.ts';
import { expect, go, test } from '../support/test.ts';
import { action, fillBasic, fillContact, fillDocuments, openWizard, readNotice, reference } from '../support/wizard.ts';

async function readyToPromise(page: Page, who: Applicant): Promise<void> {
  await openWizard(page);
  await fillBasic(page, who);
  await fillDocuments(page, who);
  await fillContact(page, who);
  await action(page, 'submit').click();
  await readNotice(page);
}

/** One application and one receipt, whatever was hammered. */
async function expectOne(page: Page, who: Applicant): Promise<void> {
  await expect(page).toHaveURL(/\/register\/done$/, { timeout: 60_000 });
  const number = await reference(page);
  const email = who.contact['email'] ?? '';
  await mailTo(email, ({ text }) => text.includes(number));
  const receipts = (await mailsTo(email)).filter(({ subject }) => /编号/.test(subject));
  expect(receipts).toHaveLength(1);
  await page.goto('/register/confirm');
  await expect(page).toHaveURL(new RegExp(`/applications/${number}$`));
  await expect(page.locator('[data-event="submitted"]')).toHaveCount(1);
}

test('a double click on the promise sends one application', async ({ page }) => {
  const who = person();
  await readyToPromise(page, who);
  await action(page, 'promise').dblclick();
  await expectOne(page, who);
});

test('hammering Enter on the promise while the network is slow sends one application', async ({ page }) => {
  const who = person();
  await readyToPromise(page, who);
  let sent = 0;
  let letGo: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => { letGo = resolve; });
  await page.route('**/api/submit*', async (route) => {
    sent += 1;
    await gate;
    await route.continue();
  });
  await action(page, 'promise').focus();
  for (let times = 0; times < 8; times += 1) await page.keyboard.press('Enter');
  await expect.poll(() => sent).toBeGreaterThan(0);
  letGo();
  await expectOne(page, who);
});

test('an answer that gets lost on its way can be asked for again', async ({ page }) => {
  const who = person();
  await readyToPromise(page, who);
  let lost = 0;
  await page.route('**/api/submit*', async (route) => {
    if (lost > 0) return route.continue();
    lost += 1;
    // The server has it, the browser never hears of it.
    await route.fetch();
    return route.abort('connectionreset');
  });
  await action(page, 'promise').click();
  await expect(page.locator('[data-problem="unavailable"]')).toBeVisible();
  await action(page, 'submit').click();
  await readNotice(page);
  await action(page, 'promise').click();
  await expectOne(page, who);
});

test('two tabs that promise at the same time send one application', async ({ page }) => {
  const who = person();
  await readyToPromise(page, who);
  const tab = await page.context().newPage();
  await go(tab, '/register/confirm');
  await action(tab, 'submit').click();
  await readNotice(tab);
  await Promise.all([action(page, 'promise').click(), action(tab, 'promise').click()]);
  await expect(tab).toHaveURL(/\/register\/done$/);
  await expectOne(page, who);
  await tab.close();
});
