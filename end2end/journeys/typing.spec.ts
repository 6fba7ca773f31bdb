import { type Page } from '@playwright/test';
import { person } from '../support/applicants.ts';
import { watchProblems } from '../support/problems.ts';
import { registered } from '../support/registered.ts';
import { Server } from '../support/server.ts';
import { claim, flag, openCase, sendBack, signInAtTheDoor, staffSignIn } from '../support/staff.ts';
import { expect, go, hydrated, test } from '../support/test.ts';
import { action, control, enterAll, expectSaved, expectState, fillBasic, openWizard, step } from '../support/wizard.ts';

/** Types at the end of a field and stays in it. */
async function type(page: Page, id: string, text: string): Promise<void> {
  await control(page, id).focus();
  await page.keyboard.press('End');
  await page.keyboard.type(text, { delay: 30 });
  await expect(control(page, id)).toBeFocused();
}

/** What was sent to be saved, and whether two were ever on their way at once. */
function watchSaving(page: Page): { texts: string[]; most: () => number } {
  const texts: string[] = [];
  let now = 0;
  let most = 0;
  const isSave = (url: string): boolean => url.includes('/api/save_field');
  page.on('request', (request) => {
    if (!isSave(request.url())) return;
    texts.push(decodeURIComponent(request.postData() ?? ''));
    now += 1;
    most = Math.max(most, now);
  });
  const ended = (request: { url: () => string }): void => { if (isSave(request.url())) now -= 1; };
  page.on('requestfinished', ended);
  page.on('requestfailed', ended);
  return { texts, most: () => most };
}

test('what is typed and not left stays: over Back, a reload, and a closed page', async ({ page }) => {
  const who = person();
  await openWizard(page);
  await fillBasic(page, who);

  await test.step('Back and Forward', async () => {
    await type(page, 'real_name', 'Lin');
    await page.goBack();
    await expect(step(page, 'basic')).toBeAttached();
    await page.goForward();
    await expect(step(page, 'documents')).toBeAttached();
    await expect(control(page, 'real_name')).toHaveValue('Lin');
  });

  await test.step('Back to a page before the app', async () => {
    await go(page, '/');
    await go(page, '/register/documents');
    await type(page, 'real_name', ' Xiaoan');
    await page.goBack();
    await expect(page).toHaveURL(/\/$/);
    await page.goForward();
    await hydrated(page);
    await expect(control(page, 'real_name')).toHaveValue('Lin Xiaoan');
  });

  await test.step('a reload', async () => {
    await type(page, 'real_name', ' A');
    await page.reload();
    await hydrated(page);
    await expect(control(page, 'real_name')).toHaveValue('Lin Xiaoan A');
    await expectSaved(page);
  });

  await test.step('a page that is closed at once', async () => {
    await type(page, 'real_name', 'n');
    await page.close({ runBeforeUnload: false });
    const later = await page.context().newPage();
    const problems = watchProblems(later);
    await expect(async () => {
      await later.goto('/register/documents');
      await expect(control(later, 'real_name')).toHaveValue('Lin Xiaoan An', { timeout: 1_000 });
    }).toPass({ timeout: 20_000 });
    await hydrated(later);

    // Nothing of a page runs when it crashes: a pause in the typing is enough.
    await type(later, 'id_number', '41010');
    await expectSaved(later);
    const session = await later.context().newCDPSession(later);
    void session.send('Page.crash').catch(() => undefined);
    await later.waitForEvent('crash');
    await later.close();
    problems.expectNone();
    const last = await page.context().newPage();
    await go(last, '/register/documents');
    await expect(control(last, 'id_number')).toHaveValue('41010');
    await last.close();
  });
});

test('somebody new who types and closes the page finds it again', async ({ page }) => {
  await openWizard(page);
  await type(page, 'user_name', 'half.a.na');
  await expectSaved(page);
  await type(page, 'user_name', 'me');
  await page.close();
  const later = await page.context().newPage();
  await expect(async () => {
    await later.goto('/register/basic');
    await expect(control(later, 'user_name')).toHaveValue('half.a.name', { timeout: 1_000 });
  }).toPass({ timeout: 20_000 });
  await later.close();
});

test('typing is saved in pauses, one at a time, judges nothing, and keeps secrets', async ({ page }) => {
  const who = person();
  await openWizard(page);
  const saving = watchSaving(page);
  const marks: string[] = [];
  await page.exposeFunction('noteMark', (mark: string) => { marks.push(mark); });
  await page.locator('[data-field="user_name"]').evaluate((field) => {
    const { noteMark } = window as unknown as { noteMark: (mark: string) => void };
    new MutationObserver(() => noteMark(field.getAttribute('data-state') ?? ''))
      .observe(field, { attributes: true, attributeFilter: ['data-state'] });
  });
  // No user name begins with a digit, but nobody is told before they have finished.
  await control(page, 'user_name').focus();
  await page.keyboard.type('9 is no beginning of a name', { delay: 40 });
  await expectSaved(page);
  expect(marks, 'nothing turns red while somebody types').toEqual([]);
  expect(saving.texts.length, `requests for 27 keys: ${saving.texts.join(' | ')}`).toBeLessThanOrEqual(3);
  await page.keyboard.press('Tab');
  await expectState(page, 'user_name', 'invalid');
  await control(page, 'user_name').focus();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type('a.name.at.last', { delay: 40 });
  await expectState(page, 'user_name', 'valid');
  await expectSaved(page);
  expect(saving.texts.length, 'while it is mended, too').toBeLessThanOrEqual(6);
  expect(saving.most(), 'at once').toBe(1);

  const secret = who.basic['password'] ?? '';
  await type(page, 'password', secret);
  await page.waitForTimeout(1_500);
  const remembered = await page.evaluate(() => JSON.stringify({ ...sessionStorage, ...localStorage }));
  expect(remembered).not.toContain(secret);
  expect(saving.texts.join('\n')).not.toContain(secret);
  await page.reload();
  await expect(control(page, 'password')).toHaveValue('');
});

test('what an input method composes is taken in when it is done', async ({ page }) => {
  await openWizard(page);
  await fillBasic(page, person());
  const saving = watchSaving(page);
  await control(page, 'real_name').focus();
  const session = await page.context().newCDPSession(page);
  for (const text of ['l', 'li', 'lin']) {
    await session.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length });
  }
  await page.waitForTimeout(1_200);
  expect(saving.texts, 'letters on their way to signs').toEqual([]);
  await session.send('Input.insertText', { text: '林' });
  await expectSaved(page);
  await page.close();
  const later = await page.context().newPage();
  await go(later, '/register/documents');
  await expect(control(later, 'real_name')).toHaveValue('林');
  await later.close();
});

test('a newcomer whose cookie is lost begins anew with what is on the page', async ({ page }) => {
  const lose = (): Promise<void> => page.context().clearCookies({ name: 'docket' });
  const who = person();
  const { province_scope = '', applicant_type = '', document_type = '', user_name = '', ...passwords } = who.basic;
  await openWizard(page);
  await enterAll(page, { province_scope, applicant_type, document_type });
  await expectSaved(page);
  await lose();
  await enterAll(page, { user_name });
  await expectSaved(page);
  await expect(page.locator('[data-action="sign-in-here"]')).toHaveCount(0);
  await page.reload();
  await hydrated(page);
  await expect(page.locator(`#applicant_type-${applicant_type}`)).toBeChecked();
  await expect(page.locator(`#document_type-${document_type}`)).toBeChecked();
  await expect(control(page, 'user_name')).toHaveValue(user_name);
  await expectState(page, 'user_name', 'valid');

  // Another tab of the same browser has the same registration.
  const tab = await page.context().newPage();
  await go(tab, '/register/basic');
  await expect(control(tab, 'user_name')).toHaveValue(user_name);
  await tab.close();

  // Lost again, and only "next" is pressed.
  await enterAll(page, passwords);
  await lose();
  await page.locator('[data-action="next"]:visible').click();
  await expect(step(page, 'documents')).toBeAttached();
});

test('what the server takes later is said with how long it takes, and saved by itself', async ({ page }) => {
  await openWizard(page);
  const saving = page.locator('[data-saving]');
  const spent = { status: 429, json: { code: 'spent', seconds: 150 } };
  await page.route('**/api/save_field*', (route) => route.fulfill(spent));
  await type(page, 'user_name', 'some.name');
  await expect(saving).toHaveAttribute('data-saving', 'later');
  await expect(saving).toContainText(/3\D/);
  await page.unroute('**/api/save_field*');
  await expectSaved(page);
  await page.reload();
  await expect(control(page, 'user_name')).toHaveValue('some.name');
});

/** Closes a page and waits until another one shows what was written in it. */
async function closed(page: Page, path: string, shown: (later: Page) => Promise<void>): Promise<Page> {
  await page.close();
  const later = await page.context().newPage();
  await expect(async () => {
    await later.goto(path);
    await shown(later);
  }).toPass({ timeout: 20_000 });
  await hydrated(later);
  await shown(later);
  return later;
}

test('what is written about a case and in messages stays, whoever closes the page', async ({ page, open }) => {
  const who = person();
  const number = await registered(page, who);
  let desk = await open();
  const problems = watchProblems(desk);
  await staffSignIn(desk, 'officer');
  await openCase(desk, number);
  await claim(desk);
  const path = `/staff/cases/${number}`;

  await test.step('the desk: note, message, flag and reason', async () => {
    await flag(desk, 'mobile', 'wrong', '请填写常用号码');
    await type(desk, 'remark-text', 'ask the colleague');
    await type(desk, 'message-text', 'dear applicant');
    await type(desk, 'general_reason', 'see the items');
    await desk.goBack();
    await expect(desk).toHaveURL(/\/staff\/queue/);
    await desk.goForward();
    const shown = async (later: Page): Promise<void> => {
      const quick = { timeout: 1_500 };
      await expect(later.locator('#remark-text')).toHaveValue('ask the colleague', quick);
      await expect(later.locator('#message-text')).toHaveValue('dear applicant', quick);
      await expect(later.locator('#general_reason')).toHaveValue('see the items', quick);
      await expect(later.locator('[data-flag="mobile"]')).toBeChecked(quick);
      await expect(later.locator('[id="flag-instruction-mobile"]')).toHaveValue('请填写常用号码', quick);
    };
    await expect(desk.locator('#remark-text')).toBeVisible();
    await shown(desk);
    await desk.reload();
    await hydrated(desk);
    await shown(desk);
    desk = await closed(desk, path, shown);
  });

  await test.step('what is sent is kept no longer', async () => {
    await action(desk, 'remark').click();
    await expect(desk.locator('[data-remark]')).toHaveCount(1);
    await expect(desk.locator('#remark-text')).toHaveValue('');
    await sendBack(desk, 'see the items');
    await desk.close();
    const later = await open();
    await staffSignIn(later, 'officer');
    await go(later, path);
    await expect(later.locator('#remark-text')).toHaveValue('');
    await expect(later.locator('[data-kept]')).toHaveCount(0);
  });

  await test.step('the correction of the applicant, and a message of theirs', async () => {
    await go(page, `/applications/${number}`);
    await type(page, 'message-text', 'which number?');
    const asked = await closed(page, `/applications/${number}`, (later) =>
      expect(later.locator('#message-text')).toHaveValue('which number?', { timeout: 1_500 }));
    await go(asked, `/applications/${number}/correction`);
    await control(asked, 'mobile').focus();
    await asked.keyboard.press('ControlOrMeta+a');
    await asked.keyboard.type('1390013', { delay: 30 });
    const corrected = await closed(asked, `/applications/${number}/correction`, (later) =>
      expect(control(later, 'mobile')).toHaveValue('1390013', { timeout: 1_500 }));
    await corrected.close();
  });
  problems.expectNone();
});

test('a form of the settings has what was typed again, until it is saved', async ({ open }) => {
  const server = await new Server('typing').start();
  try {
    const page = await open({ of: server.url });
    await signInAtTheDoor(page, 'administrator', { administrator: server.passwords['administrator'] ?? '' });
    await go(page, '/staff/settings/offices/new');
    await type(page, 'office_name_zh', '港口');
    await control(page, 'office_city_code').selectOption('4101');
    await page.reload();
    await hydrated(page);
    await expect(control(page, 'office_name_zh')).toHaveValue('港口');
    await expect(control(page, 'office_city_code')).toHaveValue('4101');
    // Said in another language the form is drawn anew.
    const label = page.locator('label[for="office_name_zh"]');
    const before = (await label.textContent()) ?? '';
    await page.locator('.language-switch button[value="ja"]').click();
    await expect(label).not.toHaveText(before);
    await expect(control(page, 'office_name_zh')).toHaveValue('港口');
    await expect(control(page, 'office_city_code')).toHaveValue('4101');
    await go(page, '/staff/settings/offices');
    await page.goBack();
    await hydrated(page);
    await expect(control(page, 'office_name_zh')).toHaveValue('港口');
    for (const [id, text] of Object.entries({
      office_id: 'harbour', office_postal_address: '450000 郑州市港口路 1 号', office_telephone: '0371-00009999',
    })) await control(page, id).fill(text);
    await action(page, 'save').first().click();
    await expect(page.locator('[data-done="added"]')).toBeVisible();
    await hydrated(page);
    await go(page, '/staff/settings/offices/new');
    await expect(control(page, 'office_name_zh')).toHaveValue('');
    await page.close();
  } finally {
    await server.stop();
  }
});
