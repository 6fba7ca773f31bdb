import { type Applicant, person } from '../support/applicants.ts';
import { signIn } from '../support/account.ts';
import { mailTo } from '../support/outbox.ts';
import { picture, written } from '../support/pictures.ts';
import { approve, claim, flag, openCase, sendBack, staffSignIn } from '../support/staff.ts';
import { expect, test } from '../support/test.ts';
import {
  action, confirmEmail, control, enter, enterAll, field, fillBasic, next, openWizard,
  promise, readNotice, reference, upload,
} from '../support/wizard.ts';

test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, locale: 'zh-CN' });

/** A person whose answers are those of the drawn cards. */
function cardHolder(): Applicant {
  const who = person();
  const truth = written('001');
  for (const id of ['real_name', 'id_number', 'valid_from', 'valid_to']) {
    const text = truth[id];
    if (text) who.documents[id] = text;
  }
  if (truth['long_term']) {
    delete who.documents['valid_to'];
    who.documents['long_term'] = 'yes';
  }
  who.pictures = {
    portrait: picture('portrait.png'),
    emblem: picture('rotated.jpg'),
    handheld: picture('huge.jpg'),
  };
  return who;
}

test('a person on a phone registers with photos, is sent back once, corrects what was flagged and is approved', async ({
  page, open,
}) => {
  const who = cardHolder();
  const email = who.contact['email'] ?? '';
  const officer = await open({ viewport: { width: 1280, height: 900 } });
  let number = '';
  let due = '';

  await test.step('four steps with card photos', async () => {
    await openWizard(page);
    await fillBasic(page, who);
    for (const [id, file] of Object.entries(who.pictures)) await upload(page, id, file);
    const upright = field(page, 'emblem').locator('img.upload__thumb');
    const size = await upright.evaluate((image: HTMLImageElement) => [image.naturalWidth, image.naturalHeight]);
    expect(size[0], 'a photo that lay on its side stands upright').toBeGreaterThan(size[1] ?? 0);
    for (const [id, text] of Object.entries(who.documents)) {
      // What the reader filled in already is left as it is, when it is right.
      const isTicked = id === 'long_term' && (await control(page, id).isChecked());
      if (!isTicked) await enter(page, id, text);
    }
    await next(page, 'contact');
    await enterAll(page, who.contact);
    await confirmEmail(page, email);
    await next(page, 'confirm');
  });

  await test.step('answers, notice and promise', async () => {
    await expect(page.locator('[data-answer="id_number"]')).toContainText(who.documents['id_number'] ?? '');
    await expect(page.locator('[data-answer="portrait"] img')).toBeVisible();
    await expect(page.locator('[data-answer="region_district"]')).toContainText('金水区');
    await action(page, 'submit').click();
    await expect(action(page, 'promise')).toBeDisabled();
    await readNotice(page);
    await action(page, 'promise').click();
    await expect(page).toHaveURL(/\/register\/done$/, { timeout: 30_000 });
    number = await reference(page);
    due = (await page.locator('[data-due]').getAttribute('data-due')) ?? '';
    const days = (Date.parse(due) - Date.now()) / 86_400_000;
    expect(days, 'seven working days').toBeGreaterThan(7);
    expect(days, 'seven working days and at most two weeks of holidays').toBeLessThan(25);
    const receipt = await mailTo(email, ({ text }) => text.includes(number));
    expect(receipt.language).toBe('zh-CN');
    expect(receipt.subject).toMatch(/[一-鿿]/);
  });

  await test.step('the officer sends it back with two flags', async () => {
    await staffSignIn(officer);
    await openCase(officer, number);
    await expect(officer.locator('[data-answer="real_name"]')).toContainText(who.documents['real_name'] ?? '');
    await expect(officer.locator('figure[data-answer="handheld"] img')).toBeVisible();
    await claim(officer);
    await flag(officer, 'address', 'incomplete', '请写明楼层。');
    await flag(officer, 'handheld', 'unreadable', '请重拍，证件文字要清楚。');
    await sendBack(officer, '有两处需要补正。');
    const returned = await mailTo(email, ({ text }) => text.includes('有两处需要补正。'));
    expect(returned.language).toBe('zh-CN');
    expect(returned.text).toContain('请写明楼层。');
  });

  await test.step('the applicant lands on the correction page and changes exactly that', async () => {
    await page.context().clearCookies();
    await signIn(page, who, new RegExp(`/applications/${number}/correction$`));
    // The account has a page of its own meanwhile, which leads back here.
    await page.goto('/account');
    await expect(page.locator('[data-registration="returned"]')).toBeVisible();
    await action(page, 'continue').click();
    await expect(page).toHaveURL(new RegExp(`/applications/${number}/correction$`));
    await expect(page.locator('[data-reason]')).toHaveText('有两处需要补正。');
    const opened = await page.locator('form[data-step="correction"] [data-field]').evaluateAll((nodes) =>
      nodes.map((node) => node.getAttribute('data-field')),
    );
    expect(opened.sort()).toEqual(['address', 'handheld']);
    await expect(control(page, 'address')).toHaveValue(who.contact['address'] ?? '');
    await expect(page.locator('[data-field="address"]')).toHaveAttribute('data-state', 'empty');
    await upload(page, 'handheld', picture('002-handheld.jpg'));
    await action(page, 'next').click();
    await expect(page.locator('[data-problem="same"] a')).toHaveText(['通信地址']);
    await expect(page.locator('[data-problem="same"]')).toBeFocused();
    await enter(page, 'address', `${who.contact['address']}（三层）`);
    await expect(page.locator('[data-field="address"]')).toHaveAttribute('data-state', 'valid');
    await action(page, 'next').click();
    await readNotice(page);
    await action(page, 'promise').click();
    await expect(page.locator('[data-resubmitted]')).toBeVisible({ timeout: 30_000 });
    await mailTo(email, ({ subject, text }) => text.includes(number) && !/\d{6}/.test(subject));
  });

  await test.step('the officer sees old and new, and approves', async () => {
    await openCase(officer, number);
    const address = officer.locator('[data-answer="address"]');
    await expect(address.locator('del')).toHaveText(who.contact['address'] ?? '');
    await expect(address.locator('ins')).toHaveText(`${who.contact['address']}（三层）`);
    await expect(officer.locator('figure[data-answer="handheld"] img')).toHaveCount(2);
    await expect(officer.locator('del')).toHaveCount(1);
    const changes = officer.locator('[data-changes] [data-change]');
    expect(await changes.evaluateAll((lines) => lines.map((line) => line.getAttribute('data-change')))).toEqual(['picture', 'answer']);
    await claim(officer);
    await approve(officer);
  });

  await test.step('the account is open', async () => {
    await mailTo(email, ({ subject }) => /已通过/.test(subject));
    await page.context().clearCookies();
    await signIn(page, who, /\/account$/);
    await expect(page.locator('h1')).toContainText(who.documents['real_name'] ?? '');
  });
});

test('a person registers without a word lost between the steps and sees when the review is due', async ({ page }) => {
  const who = person();
  await openWizard(page);
  await fillBasic(page, who);
  for (const [id, file] of Object.entries(who.pictures)) await upload(page, id, file);
  await enterAll(page, who.documents);
  await next(page, 'contact');
  await enterAll(page, who.contact);
  await confirmEmail(page, who.contact['email'] ?? '');
  await next(page, 'confirm');
  for (const [id, text] of Object.entries({ ...who.documents, ...who.contact })) {
    if (/^(region|office|industry)/.test(id)) continue;
    const answer = page.locator(`[data-answer="${id}"]`);
    // Days are written in words, for people.
    if (/^valid_/.test(id)) await expect(answer.locator('time')).toHaveAttribute('datetime', text);
    else await expect(answer).toContainText(text);
  }
  await promise(page);
  await expect(page.locator('[data-due]')).toBeVisible();
});
