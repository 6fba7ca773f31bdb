import { type Page } from '@playwright/test';
import { type Applicant, person, unique } from '../support/applicants.ts';
import { registered } from '../support/registered.ts';
import { claim, flag, openCase, staffSignIn } from '../support/staff.ts';
import { expect, go, hydrated, test } from '../support/test.ts';
import { action } from '../support/wizard.ts';

test.use({ locale: 'en-GB' });

/** The page is looked at again, as after another tab: it asks whether the case is still its own. */
const lookAgain = (page: Page): Promise<void> => page.evaluate(() => { window.dispatchEvent(new Event('focus')); });

const remark = (page: Page) => page.locator('#remark-text');

/** Registered and told of no colleague and no note, wherever the applicant looks. */
async function expectNothingTold(page: Page, number: string, secrets: string[]): Promise<void> {
  for (const path of [`/applications/${number}`, '/account', '/applications']) {
    await go(page, path);
    for (const secret of secrets) expect(await page.content(), path).not.toContain(secret);
  }
}

test('a supervisor takes a case over and gives it away; who lost it is told and loses nothing', async ({ page, open }) => {
  const officer = await open();
  const [number] = await Promise.all([registered(page, person()), staffSignIn(officer)]);
  await openCase(officer, number);
  await claim(officer);
  await expect(action(officer, 'assign')).toHaveCount(0);
  await flag(officer, 'address', 'incomplete', 'Please add the floor.');

  const supervisor = await open();
  await staffSignIn(supervisor, 'supervisor');
  await openCase(supervisor, number);
  await expect(supervisor.locator('.claim--other')).toBeVisible();
  await action(supervisor, 'assign').click();
  await expect(supervisor.locator('#assign-missing')).not.toBeEmpty();
  await expect(supervisor.locator('#colleague')).toBeFocused();
  await action(supervisor, 'take-over').click();
  await expect(supervisor.locator('[data-assigned="me"]')).toBeVisible();
  await expect(action(supervisor, 'release')).toBeVisible();
  await expect(supervisor.locator('[data-event="assigned"]')).toContainText('officer → supervisor');

  await lookAgain(officer);
  await expect(officer.locator('[data-problem="assigned"]')).toBeVisible();
  await expect(officer.locator('[id="flag-instruction-address"]')).toHaveValue('Please add the floor.');
  await action(officer, 'reload').click();
  await expect(officer.locator('[data-assigned="other"]')).toBeVisible();
  await expect(action(officer, 'claim')).toHaveCount(0);
  await expect(officer.locator('[data-kept]')).toContainText('Please add the floor.');

  await supervisor.locator('#colleague').selectOption('officer');
  await action(supervisor, 'assign').click();
  await expect(supervisor.locator('[data-assigned="other"]')).toBeVisible();
  await go(officer, '/staff/queue?only=mine');
  await expect(officer.locator(`[data-case="${number}"]`)).toBeVisible();
  await officer.locator(`[data-case="${number}"] a`).first().click();
  await expect(officer.locator('[data-assigned="me"]')).toBeVisible();
  await expect(officer.locator('[id="flag-instruction-address"]')).toHaveValue('Please add the floor.');
  // The word is in sentences; as a name it would stand alone.
  await expectNothingTold(page, number, ['>officer<', '\\"officer\\"', 'officer →', '→ officer', 'supervisor']);
});

test('internal notes keep their lines, survive a reload unsent, and are never shown to the applicant', async ({ page, open }) => {
  const officer = await open();
  const [number] = await Promise.all([registered(page, person()), staffSignIn(officer)]);
  await openCase(officer, number);
  await action(officer, 'remark').click();
  await expect(officer.locator('#remark-missing')).toContainText('Write something first');
  const secret = unique('called');
  await remark(officer).fill(`${secret}\nSecond line`);
  await officer.reload();
  await hydrated(officer);
  await expect(remark(officer)).toHaveValue(`${secret}\nSecond line`);
  await action(officer, 'remark').dblclick();
  const kept = officer.locator('[data-remark]');
  await expect(kept).toHaveCount(1);
  await expect(kept).toContainText('officer');
  expect((await kept.locator('.remarks__text').innerText()).split('\n')).toEqual([secret, 'Second line']);
  await expect(remark(officer)).toHaveValue('');
  await remark(officer).fill('<b>second</b>');
  await action(officer, 'remark').click();
  await expect(kept).toHaveCount(2);
  await officer.reload();
  await expect(kept).toHaveCount(2);
  await expect(kept.last()).toContainText('<b>second</b>');
  await expect(remark(officer)).toHaveValue('');
  await expectNothingTold(page, number, [secret]);
});

test('a possible duplicate says why it is suspected and leads to the other case', async ({ page, open }) => {
  const who = person();
  const mobile = `139${String(Date.now()).slice(-8)}`;
  who.contact['mobile'] = mobile;
  const first = await registered(page, who);
  const twin: Applicant = { ...person(), documents: who.documents };
  twin.contact['mobile'] = mobile;
  const second = await registered(await open(), twin);
  const officer = await open();
  await staffSignIn(officer);
  await openCase(officer, second);
  const line = officer.locator(`[data-duplicate="${first}"]`);
  for (const clue of ['number', 'mobile', 'name_and_birth', 'picture']) {
    await expect(line.locator(`[data-clue="${clue}"]`)).toBeVisible();
  }
  await expect(line.locator('[data-clue="email"]')).toHaveCount(0);
  expect(await officer.locator('[data-duplicate]').count()).toBeLessThanOrEqual(10);
  await line.locator('a').click();
  await expect(officer.locator(`[data-reference="${first}"]`)).toBeVisible();
});

test('the standard text of a reason is filled in for the applicant and never over what was typed', async ({ page, open }) => {
  const officer = await open();
  const [number] = await Promise.all([registered(page, person()), staffSignIn(officer)]);
  await openCase(officer, number);
  await claim(officer);
  await officer.locator('label[for="flag-portrait"]').click();
  const reason = officer.locator('[id="flag-reason-portrait"]');
  const instruction = officer.locator('[id="flag-instruction-portrait"]');
  await reason.selectOption('glare');
  await expect(instruction).toHaveValue(/flash/);
  await reason.selectOption('cut_off');
  await expect(instruction).toHaveValue(/four corners/);
  await reason.selectOption('other');
  await expect(instruction).toHaveValue('');
  await reason.selectOption('expired');
  await instruction.fill('Send the new one, please.');
  await reason.selectOption('glare');
  await expect(instruction).toHaveValue('Send the new one, please.');
  // Left empty, the standard text is sent.
  await flag(officer, 'address', 'incomplete', '');
  await action(officer, 'return').click();
  await expect(officer.locator('[data-decided="return"]')).toBeVisible();
  await go(page, `/applications/${number}/correction`);
  await expect(page.locator('main')).toContainText('Send the new one, please.');
  await expect(page.locator('main')).toContainText('Please complete it.');
});

test('an administrator writes a standard text of their own, and nobody else does', async ({ open }) => {
  const administrator = await open();
  await staffSignIn(administrator, 'administrator');
  await go(administrator, '/staff/settings/reasons');
  const form = administrator.locator('[data-standard="field.wrong"]');
  const english = form.locator('textarea[lang="en"]');
  const before = await english.inputValue();
  const text = unique('Look again');
  await english.fill(text);
  await form.locator('button').click();
  await expect(form).toContainText('Saved');
  const colleague = await administrator.context().newPage();
  await go(colleague, '/staff/settings/reasons');
  const other = colleague.locator('[data-standard="field.wrong"]');
  await expect(other.locator('textarea[lang="en"]')).toHaveValue(text);
  await english.fill(before);
  await form.locator('button').click();
  await expect(form).toContainText('Saved');
  await other.locator('textarea[lang="en"]').fill('mine');
  await other.locator('button').click();
  await expect(other.locator('.field__error')).toContainText('Somebody changed this text');
  await expect(other.locator('textarea[lang="en"]')).toHaveValue('mine');
  const officer = await open();
  await staffSignIn(officer);
  const answer = await officer.goto('/staff/settings/reasons');
  expect(answer?.status()).toBe(403);
});

test('a decision whose answer gets lost is not called undone, and pressed again it is made once', async ({ page, open }) => {
  const officer = await open();
  const [number] = await Promise.all([registered(page, person()), staffSignIn(officer)]);
  await openCase(officer, number);
  await claim(officer);
  let lost = 0;
  await officer.route('**/api/decide*', async (route) => {
    if (lost > 0) return route.continue();
    lost += 1;
    // The server has it, the browser never hears of it.
    await route.fetch();
    return route.abort('connectionreset');
  });
  await action(officer, 'approve').click();
  await action(officer, 'confirm-approve').click();
  await expect(officer.locator('[data-problem="unavailable"]')).toContainText('not known whether');
  await action(officer, 'approve').click();
  await action(officer, 'confirm-approve').click();
  await expect(officer.locator('[data-decided="approve"]')).toBeVisible();
  await go(officer, `/staff/cases/${number}`);
  await expect(officer.locator('.history [data-event="approved"]')).toHaveCount(1);
});

test('without JavaScript a refused decision is in the form again', async ({ page, open }) => {
  const officer = await open();
  const [number] = await Promise.all([registered(page, person()), staffSignIn(officer)]);
  const state = await officer.context().storageState();
  const plain = await open({ javaScriptEnabled: false, storageState: state });
  await plain.goto(`/staff/cases/${number}`);
  await action(plain, 'claim').click();
  await plain.locator('#general_reason').fill('One thing.');
  await flag(plain, 'address', '', 'Add the floor.');
  await action(plain, 'return').click();
  await expect(plain).toHaveURL(/missing=no_flag_reason/);
  await expect(plain.locator('#general_reason')).toHaveValue('One thing.');
  await expect(plain.locator('[data-flag="address"]')).toBeChecked();
  await expect(plain.locator('[id="flag-instruction-address"]')).toHaveValue('Add the floor.');
});
