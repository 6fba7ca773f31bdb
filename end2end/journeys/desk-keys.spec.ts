import { type Page } from '@playwright/test';
import { person } from '../support/applicants.ts';
import { registered } from '../support/registered.ts';
import { openCase, staffSignIn } from '../support/staff.ts';
import { expect, go, hydrated, test } from '../support/test.ts';
import { action } from '../support/wizard.ts';

test.use({ locale: 'en-GB' });

/** Opens a page and waits until its keys work: the button that lists them is there from then on. */
async function goWithKeys(page: Page, path: string): Promise<void> {
  await go(page, path);
  await action(page, 'keys').waitFor();
}

test('a case is worked through with single keys, and one key leads on to the next', async ({ page, open }) => {
  const officer = await open();
  const [first, second] = await Promise.all([
    registered(page, person()), registered(await open(), person()), staffSignIn(officer),
  ]);
  // The last to come, so that there is a next one.
  await registered(await open(), person());
  await openCase(officer, first);
  await officer.keyboard.press('?');
  await expect(officer.locator('[data-keys]')).toBeVisible();
  await officer.keyboard.press('c');
  await officer.keyboard.press('Escape');
  await expect(action(officer, 'claim'), 'keys belong to the dialog that is open').toBeVisible();
  await officer.keyboard.press('Control+c');
  await expect(action(officer, 'claim')).toBeVisible();
  await officer.keyboard.press('c');
  await expect(action(officer, 'release')).toBeVisible();

  // Letters are letters where somebody writes.
  await officer.keyboard.press('i');
  await expect(officer.locator('#remark-text')).toBeFocused();
  await officer.keyboard.type('approve? no, x');
  await expect(officer.locator('#remark-text')).toHaveValue('approve? no, x');
  await expect(officer.locator('dialog:popover-open')).toHaveCount(0);
  await officer.locator('#remark-text').fill('');
  await officer.locator('#case-body').focus();

  await officer.keyboard.press('x');
  await expect(officer.locator('#general_reason'), 'a refusal needs a reason').toBeFocused();
  await officer.locator('#case-body').focus();
  await officer.keyboard.press('r');
  await expect(action(officer, 'return')).toBeFocused();
  await officer.keyboard.press('a');
  await expect(action(officer, 'confirm-approve')).toBeVisible();
  await action(officer, 'confirm-approve').click();
  await expect(officer.locator('[data-decided="approve"]')).toBeVisible();
  await expect(officer.locator('[data-decided]')).toContainText(first);

  // The case was found by its reference, so nothing follows in this list; in the whole queue it does.
  await goWithKeys(officer, `/staff/cases/${first}`);
  await officer.keyboard.press('n');
  await expect(officer.locator(`[data-reference="${first}"]`)).toHaveCount(0);
  await officer.keyboard.press('g');
  await officer.keyboard.press('q');
  await expect(officer).toHaveURL(/\/staff\/queue/);
  await openCase(officer, second);
  await officer.keyboard.press('n');
  await expect(officer.locator('.case-head__last')).not.toBeEmpty();

  // After a decision in the whole queue the keyboard is at the next case: one key goes on.
  await goWithKeys(officer, `/staff/cases/${second}`);
  await officer.keyboard.press('c');
  await expect(action(officer, 'release')).toBeVisible();
  await officer.locator('#case-body').focus();
  await officer.keyboard.press('a');
  await action(officer, 'confirm-approve').click();
  await expect(officer.locator('[data-decided="approve"]')).toBeVisible();
  await expect(action(officer, 'next-case')).toBeFocused();
  await officer.keyboard.press('Enter');
  await expect(officer).toHaveURL(/\/staff\/cases\//);
});

test('the queue is walked through with j, k and Enter', async ({ page, open }) => {
  const officer = await open();
  const [number] = await Promise.all([registered(page, person()), staffSignIn(officer)]);
  await goWithKeys(officer, '/staff/queue?sort=newest');
  const links = officer.locator('.queue-table__link');
  await officer.keyboard.press('j');
  await expect(links.first()).toBeFocused();
  await officer.keyboard.press('k');
  await expect(links.first()).toBeFocused();
  await officer.keyboard.press('/');
  await expect(officer.locator('#queue-search')).toBeFocused();
  await officer.locator('#queue-search').fill(number);
  await officer.keyboard.press('Enter');
  await expect(officer.locator('[data-case]')).toHaveCount(1);
  await officer.locator('h1').click();
  await officer.keyboard.press('j');
  await officer.keyboard.press('Enter');
  await expect(officer.locator(`[data-reference="${number}"]`)).toBeVisible();
});

test('the keys can be switched off, and stay off', async ({ page, open }) => {
  const officer = await open();
  const [number] = await Promise.all([registered(page, person()), staffSignIn(officer)]);
  await openCase(officer, number);
  await action(officer, 'keys').click();
  await officer.locator('#keys-on').uncheck();
  await action(officer, 'keys-close').click();
  await officer.keyboard.press('c');
  await officer.keyboard.press('?');
  await expect(officer.locator('[data-keys]')).toBeHidden();
  await officer.reload();
  await hydrated(officer);
  await action(officer, 'keys').waitFor();
  await officer.keyboard.press('c');
  await officer.keyboard.press('?');
  await expect(officer.locator('[data-keys]')).toBeHidden();
  await expect(action(officer, 'claim')).toBeVisible();
  await action(officer, 'keys').click();
  await officer.locator('#keys-on').check();
  await action(officer, 'keys-close').click();
  await officer.keyboard.press('c');
  await expect(action(officer, 'release')).toBeVisible();
});

test('without JavaScript notes, giving a case away, standard texts and the next case work as plain forms', async ({ page, open }) => {
  const signedIn = await open();
  const number = await registered(page, person());
  await Promise.all([registered(await open(), person()), staffSignIn(signedIn, 'supervisor')]);
  const plain = await open({ javaScriptEnabled: false, storageState: await signedIn.context().storageState() });
  await plain.goto(`/staff/cases/${number}?state=submitted`);
  await expect(plain.locator('[data-action="keys"]')).toHaveCount(0);
  await action(plain, 'remark').click();
  await expect(plain.locator('#remark-missing')).toContainText('Write something first');
  await plain.locator('#remark-text').fill('One\nTwo');
  await action(plain, 'remark').click();
  await expect(plain.locator('.remarks__text')).toHaveText('One\nTwo');
  await action(plain, 'assign').click();
  await expect(plain.locator('#assign-missing')).not.toBeEmpty();
  await action(plain, 'take-over').click();
  await expect(plain.locator('[data-assigned="me"]')).toBeVisible();
  await plain.locator('label[for="flag-address"]').click();
  await plain.locator('[id="flag-reason-address"]').selectOption('incomplete');
  await action(plain, 'return').click();
  await expect(plain.locator('[data-decided="return"]')).toBeVisible();
  await go(page, `/applications/${number}/correction`);
  await expect(page.locator('main')).toContainText('Please complete it.');

  await plain.goto(`/staff/cases/${number}`);
  await action(plain, 'next-case').click();
  await expect(plain).toHaveURL(/\/staff\/cases\//);
  await expect(plain.locator(`[data-reference="${number}"]`)).toHaveCount(0);
  await plain.goto(`/staff/next?case=${number}&search=${number}`);
  await expect(plain.locator('[data-next-case="none"]')).toBeVisible();
});
