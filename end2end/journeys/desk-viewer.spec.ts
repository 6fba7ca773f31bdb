import { type Page } from '@playwright/test';
import { person } from '../support/applicants.ts';
import { picture } from '../support/pictures.ts';
import { registered } from '../support/registered.ts';
import { claim, flag, openCase, sendBack, staffSignIn } from '../support/staff.ts';
import { expect, go, test } from '../support/test.ts';
import { action, readNotice, upload } from '../support/wizard.ts';

test.use({ locale: 'en-GB' });

const viewer = (page: Page) => page.locator('[data-viewer]');
const transform = (page: Page): Promise<string> =>
  viewer(page).locator('img').first().evaluate((image) => (image as HTMLElement).style.transform);
const percent = async (page: Page): Promise<number> =>
  Number.parseInt(await page.locator('[data-viewer-scale]').innerText(), 10);

test('a picture is looked at closely with the keyboard alone', async ({ page, open }) => {
  const officer = await open();
  const [number] = await Promise.all([registered(page, person()), staffSignIn(officer)]);
  await openCase(officer, number);
  const link = officer.locator('[data-answer="portrait"] .picture__link');
  await link.focus();
  await officer.keyboard.press('Enter');
  await expect(viewer(officer)).toBeVisible();
  await expect(officer.locator('#viewer-stage')).toBeFocused();
  await expect(viewer(officer).locator('img')).toHaveJSProperty('complete', true);
  expect(officer.context().pages(), 'no other tab').toHaveLength(1);
  await expect.poll(() => percent(officer)).toBeGreaterThan(0);
  const fitting = await percent(officer);
  await officer.keyboard.press('+');
  await officer.keyboard.press('+');
  await expect.poll(() => percent(officer)).toBeGreaterThan(fitting);
  await officer.keyboard.press('1');
  await expect.poll(() => percent(officer)).toBe(100);
  await officer.keyboard.press('r');
  await expect.poll(() => transform(officer)).toContain('rotate(90deg)');
  await officer.keyboard.press('0');
  await officer.keyboard.press('-');
  for (let n = 0; n < 6; n += 1) await officer.keyboard.press('+');
  const before = await transform(officer);
  await officer.keyboard.press('ArrowRight');
  await expect.poll(() => transform(officer)).not.toBe(before);
  await officer.keyboard.press('n');
  await expect(officer.locator('[data-viewer-count]')).toContainText('2 of 3');
  await expect.poll(() => transform(officer)).toContain('rotate(0deg)');
  await officer.keyboard.press('p');
  await expect.poll(() => transform(officer)).toContain('rotate(90deg)');
  await officer.keyboard.press('Escape');
  await expect(viewer(officer)).toBeHidden();
  await expect(link).toBeFocused();
  // The picture on the page is turned as well.
  const thumb = link.locator('img');
  await expect.poll(() => thumb.evaluate((image) => (image as HTMLElement).style.transform)).toContain('rotate(90deg)');
});

test('a picture is moved with the mouse, zoomed with the wheel and turned on the page', async ({ page, open }) => {
  const officer = await open();
  const [number] = await Promise.all([registered(page, person()), staffSignIn(officer)]);
  await openCase(officer, number);
  const turn = officer.locator('[data-answer="emblem"] [data-action="turn-picture"]');
  await turn.click();
  const thumb = officer.locator('[data-answer="emblem"] img');
  await expect.poll(() => thumb.evaluate((image) => (image as HTMLElement).style.transform)).toContain('rotate(90deg)');
  await thumb.click();
  await expect(viewer(officer)).toBeVisible();
  await expect.poll(() => percent(officer)).toBeGreaterThan(0);
  const fitting = await percent(officer);
  const glass = viewer(officer).locator('.viewer__glass');
  const box = await glass.boundingBox();
  if (!box) throw new Error('no pane');
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await officer.mouse.move(x, y);
  for (let n = 0; n < 12; n += 1) await officer.mouse.wheel(0, -200);
  await expect.poll(() => percent(officer)).toBeGreaterThan(fitting);
  const before = await transform(officer);
  await officer.mouse.down();
  await officer.mouse.move(x + 80, y + 40, { steps: 4 });
  await officer.mouse.up();
  const after = await transform(officer);
  expect(after).not.toBe(before);
  await officer.mouse.move(x - 80, y - 40);
  expect(await transform(officer), 'let go').toBe(after);
  await officer.mouse.dblclick(x, y);
  await expect.poll(() => percent(officer)).toBe(fitting);
  await action(officer, 'viewer-close').click();
  await expect(viewer(officer)).toBeHidden();
});

test('the old and the new picture stand side by side', async ({ page, open }) => {
  const officer = await open();
  const [number] = await Promise.all([registered(page, person()), staffSignIn(officer)]);
  await openCase(officer, number);
  await claim(officer);
  await flag(officer, 'handheld', 'unreadable', 'Again, please.');
  await sendBack(officer, 'One picture.');
  await go(page, `/applications/${number}/correction`);
  await upload(page, 'handheld', picture('002-handheld.jpg'));
  await action(page, 'next').click();
  await readNotice(page);
  await action(page, 'promise').click();
  await expect(page.locator('[data-resubmitted]')).toBeVisible();
  await openCase(officer, number);
  await officer.locator('[data-answer="handheld"] .picture__link').first().click();
  await expect(viewer(officer).locator('img')).toHaveCount(2);
  await officer.keyboard.press('r');
  await expect.poll(() => viewer(officer).locator('img').last().evaluate((image) => (image as HTMLElement).style.transform)).toContain('rotate(90deg)');
  await action(officer, 'both').click();
  await expect(viewer(officer).locator('img')).toHaveCount(1);
});

test('without JavaScript the link leads to the picture itself', async ({ page, open }) => {
  const officer = await open();
  const [number] = await Promise.all([registered(page, person()), staffSignIn(officer)]);
  const plain = await open({ javaScriptEnabled: false, storageState: await officer.context().storageState() });
  await plain.goto(`/staff/cases/${number}`);
  const href = (await plain.locator('[data-answer="portrait"] .picture__link').getAttribute('href')) ?? '';
  expect((await plain.request.get(href)).headers()['content-type']).toBe('image/jpeg');
  await expect(plain.locator('[data-action="turn-picture"]').first()).toBeHidden();
});
