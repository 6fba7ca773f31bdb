import { type Page } from '@playwright/test';
import { type Applicant, person } from '../support/applicants.ts';
import { mailTo, mailsTo } from '../support/outbox.ts';
import { registered } from '../support/registered.ts';
import { Server } from '../support/server.ts';
import { claim, openCase, signInAtTheDoor } from '../support/staff.ts';
import { type Open, expect, go, test } from '../support/test.ts';
import { action } from '../support/wizard.ts';

test.use({ locale: 'en-GB' });

// A queue of its own: what stands in it is known.
const server = new Server('bulk');
test.beforeAll(() => server.start());
test.afterAll(() => server.stop());

interface Sent {
  who: Applicant;
  number: string;
}

/** So many cases, sent at the same time. */
async function send(open: Open, count: number): Promise<Sent[]> {
  return Promise.all(Array.from({ length: count }, async () => {
    const page = await open({ of: server.url });
    const who = person();
    const number = await registered(page, who, server.url);
    await page.close();
    return { who, number };
  }));
}

/** The box of a case on the page where the decision is chosen. */
const tick = (page: Page, number: string): ReturnType<Page['locator']> => page.locator(`[data-tick="${number}"]`);

const outcome = (page: Page, number: string): ReturnType<Page['locator']> => page.locator(`.bulk__case[data-case="${number}"]`);

test('selected cases are decided together: shown first, then done once, each with its result', async ({ open }) => {
  const [one, two, three] = (await send(open, 3)) as [Sent, Sent, Sent];
  const supervisor = await open({ of: server.url });
  await signInAtTheDoor(supervisor, 'supervisor', server.passwords);

  const officer = await open({ of: server.url });
  await signInAtTheDoor(officer, 'officer', server.passwords);
  await test.step('choosing', async () => {
    await action(officer, 'bulk').click();
    await expect(officer.locator('#selection-nothing')).not.toBeEmpty();
    await action(officer, 'select-all').click();
    await expect(officer.locator('[data-selected="3"]')).toBeVisible();
    await action(officer, 'select-all').click();
    await expect(officer.locator('[data-selected="0"]')).toBeAttached();
    for (const { number } of [one, two, three]) {
      await officer.locator(`input[data-select][value="${number}"]`).check();
    }
    await action(officer, 'bulk').click();
    await expect(officer).toHaveURL(/\/staff\/bulk\?case=/);
    await expect(officer.locator('[data-chosen]')).toContainText('3');
  });

  await test.step('what nobody has looked at is ticked one by one, and stays ticked', async () => {
    await expect(officer.locator('[data-marked="3"]')).toBeVisible();
    await expect(outcome(officer, one.number).locator('[data-mark="unopened"]')).toBeVisible();
    await expect(tick(officer, one.number)).not.toBeChecked();
    await action(officer, 'bulk-approve').click();
    await expect(officer.locator('#decision-missing')).not.toBeEmpty();
    for (const { number } of [one, two, three]) await tick(officer, number).check();
    await officer.reload();
    for (const { number } of [one, two, three]) await expect(tick(officer, number)).toBeChecked();
  });

  await test.step('a return says what it lacks and keeps what is written', async () => {
    await officer.locator('#general_reason').fill('Please correct the address.');
    await action(officer, 'bulk-return').click();
    await expect(officer.locator('#decision-missing')).not.toBeEmpty();
    await officer.reload();
    await expect(officer.locator('#general_reason')).toHaveValue('Please correct the address.');
    await officer.locator('label[for="flag-address"]').click();
    await officer.locator('[id="flag-reason-address"]').selectOption('incomplete');
    await action(officer, 'bulk-return').click();
    await expect(officer).toHaveURL(/\/staff\/bulk\/[0-9a-f-]+/);
  });

  await test.step('going back, loading again and changing it keep what is flagged', async () => {
    const isFlagged = async (): Promise<void> => {
      await expect(officer.locator('#flag-address')).toBeChecked();
      await expect(officer.locator('[id="flag-reason-address"]')).toHaveValue('incomplete');
    };
    await officer.goBack();
    await isFlagged();
    await officer.reload();
    await isFlagged();
    await action(officer, 'bulk-return').click();
    await expect(officer).toHaveURL(/\/staff\/bulk\/[0-9a-f-]+/);
    await action(officer, 'change-bulk').click();
    await isFlagged();
    await action(officer, 'bulk-return').click();
    await expect(officer).toHaveURL(/\/staff\/bulk\/[0-9a-f-]+/);
    await expect(officer.locator('[data-finding="address"] [data-instruction]')).not.toBeEmpty();
  });

  await test.step('the preview says what will happen to each, and nothing has happened', async () => {
    await expect(officer.locator('[data-bulk="preview"]')).toHaveAttribute('data-good', '3');
    await openCase(supervisor, two.number);
    await claim(supervisor);
    await officer.reload();
    await expect(officer.locator('[data-bulk="preview"]')).toHaveAttribute('data-good', '2');
    await expect(outcome(officer, one.number)).toHaveAttribute('data-outcome', 'decided');
    await expect(outcome(officer, two.number)).toHaveAttribute('data-outcome', 'held');
    await expect(outcome(officer, two.number)).toContainText('supervisor');
    expect((await mailsTo(one.who.contact['email'] ?? '', server.url)).filter(({ text }) => text.includes('correct the address'))).toHaveLength(0);
  });

  await test.step('confirmed, each case has its result, also after a reload', async () => {
    await action(officer, 'carry-out').dblclick();
    await expect(officer.locator('[data-bulk="done"]')).toHaveAttribute('data-good', '2');
    await officer.reload();
    await expect(officer.locator('[data-bulk="done"]')).toHaveAttribute('data-good', '2');
    await expect(outcome(officer, two.number)).toContainText('Not done');
    for (const { who } of [one, three]) {
      const email = who.contact['email'] ?? '';
      await mailTo(email, ({ text }) => text.includes('Please correct the address.'), server.url);
      const told = (await mailsTo(email, server.url)).filter(({ text }) => text.includes('correct the address'));
      expect(told).toHaveLength(1);
    }
    await go(officer, `/staff/cases/${one.number}`);
    await expect(officer.locator('[data-case-state]').first()).toHaveAttribute('data-case-state', 'returned');
    await go(officer, `/staff/cases/${two.number}`);
    await expect(officer.locator('[data-case-state]').first()).toHaveAttribute('data-case-state', 'submitted');
  });
});

test('cases are approved together without JavaScript', async ({ open }) => {
  const [one, two] = (await send(open, 2)) as [Sent, Sent];
  const officer = await open({ of: server.url, javaScriptEnabled: false });
  await officer.goto('/staff/sign-in');
  await officer.locator('#user_name').fill('officer');
  await officer.locator('#password').fill(server.passwords['officer'] ?? '');
  await action(officer, 'sign-in').click();
  await expect(officer).toHaveURL(/\/staff\/queue/);
  await action(officer, 'select-all').click();
  await expect(officer.locator(`input[data-select][value="${one.number}"]`)).toBeChecked();
  await expect(officer.locator(`input[data-select][value="${two.number}"]`)).toBeChecked();
  await action(officer, 'bulk').click();
  await expect(officer).toHaveURL(/\/staff\/bulk\?/);
  await action(officer, 'bulk-approve').click();
  await expect(officer).toHaveURL(/missing=no_case/);
  await expect(officer.locator('#decision-missing')).not.toBeEmpty();
  await tick(officer, one.number).check();
  await action(officer, 'refuse').click();
  await expect(officer).toHaveURL(/missing=no_reason/);
  await expect(officer.locator('#decision-missing')).not.toBeEmpty();
  // The boxes are as they were sent.
  await expect(tick(officer, one.number)).toBeChecked();
  await expect(tick(officer, two.number)).not.toBeChecked();
  await tick(officer, two.number).check();
  await action(officer, 'refuse').click();
  await expect(officer).toHaveURL(/missing=no_reason/);
  for (const { number } of [one, two]) await expect(tick(officer, number)).toBeChecked();
  await action(officer, 'bulk-approve').click();
  await expect(outcome(officer, one.number)).toHaveAttribute('data-outcome', 'decided');
  await action(officer, 'carry-out').click();
  await expect(officer.locator('[data-bulk="done"]')).toBeVisible();
  for (const { number } of [one, two]) {
    await expect(outcome(officer, number)).toContainText('Approved');
  }
});
