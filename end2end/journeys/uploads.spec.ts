import { type Page } from '@playwright/test';
import { person } from '../support/applicants.ts';
import { picture } from '../support/pictures.ts';
import { expect, go, test } from '../support/test.ts';
import { action, control, enter, expectSaved, expectState, field, fillBasic, openWizard, upload } from '../support/wizard.ts';

test.use({ locale: 'en-GB' });

test.beforeEach(async ({ page }) => {
  await openWizard(page);
  await fillBasic(page, person());
  await enter(page, 'real_name', '林晓安');
  await expectSaved(page);
});

const thumb = (page: Page, id: string) => field(page, id).locator('img.upload__thumb');

/** Nothing else was lost. */
async function expectTheRest(page: Page): Promise<void> {
  await expect(control(page, 'real_name')).toHaveValue('林晓安');
}

/** The stored file, as the server hands it out. */
async function stored(page: Page, id: string): Promise<Buffer> {
  const src = (await thumb(page, id).getAttribute('src')) ?? '';
  const answer = await page.request.get(src);
  expect(answer.headers()['content-type']).toBe('image/jpeg');
  return answer.body();
}

test('a PNG, a WebP, a huge and a lying photo all become upright JPEGs below 5 MB', async ({ page }) => {
  await upload(page, 'portrait', picture('portrait.png'));
  await upload(page, 'emblem', picture('rotated.jpg'));
  await upload(page, 'handheld', picture('huge.jpg'));
  for (const id of ['portrait', 'emblem', 'handheld']) {
    const jpeg = await stored(page, id);
    expect(jpeg.subarray(0, 3).toString('hex')).toBe('ffd8ff');
    expect(jpeg.length).toBeLessThan(5 * 1024 * 1024);
    expect(jpeg.includes('Exif')).toBe(false);
    const [width, height] = await thumb(page, id).evaluate((image: HTMLImageElement) => [image.naturalWidth, image.naturalHeight]);
    expect(width, id).toBeGreaterThan(height ?? 0);
    expect(width).toBeLessThanOrEqual(2600);
  }
  await upload(page, 'portrait', picture('portrait.webp'));
  await expectTheRest(page);
});

test('a connection that breaks is said at the slot, and trying again needs no second choosing', async ({ page }) => {
  await page.route('**/api/uploads', (route) => route.abort('connectionreset'));
  await control(page, 'portrait').setInputFiles(picture('plain.jpg'));
  const slot = field(page, 'portrait');
  await expect(slot.locator('.field__error')).toContainText('did not finish');
  await expectTheRest(page);
  await page.unroute('**/api/uploads');
  await slot.getByRole('button', { name: 'Try again' }).click();
  await expect(thumb(page, 'portrait')).toBeVisible();
  await expect(slot.locator('.field__error')).toHaveCount(0);
  await expectState(page, 'portrait', 'valid');
});

test('progress is shown while a picture is on its way', async ({ page }) => {
  let letGo: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => { letGo = resolve; });
  await page.route('**/api/uploads', async (route) => {
    await gate;
    await route.continue();
  });
  await control(page, 'handheld').setInputFiles(picture('plain.jpg'));
  await expectState(page, 'handheld', 'uploading');
  await expect(field(page, 'handheld').locator('progress')).toBeVisible();
  // The form does not wait for it.
  await enter(page, 'id_number', '41010');
  await expectState(page, 'id_number', 'invalid');
  letGo();
  await expectState(page, 'handheld', 'valid');
  await expectTheRest(page);
});

test('a picture can be replaced and removed', async ({ page }) => {
  await upload(page, 'portrait', picture('plain.jpg'));
  await upload(page, 'emblem', picture('other.jpg'));
  const first = await thumb(page, 'portrait').getAttribute('src');
  await upload(page, 'portrait', picture('third.jpg'));
  expect(await thumb(page, 'portrait').getAttribute('src')).not.toBe(first);
  await field(page, 'portrait').locator('[data-action="remove"]').click();
  await expect(thumb(page, 'portrait')).toHaveCount(0);
  await expect(thumb(page, 'emblem')).toBeVisible();
  await page.reload();
  await expect(thumb(page, 'emblem')).toBeVisible();
  await expect(thumb(page, 'portrait')).toHaveCount(0);
  await expectTheRest(page);
});

const BAD: [file: string, what: string, says: RegExp][] = [
  ['text.jpg', 'a text named .jpg', /damaged|not a JPEG/],
  ['truncated.jpg', 'half a photo', /damaged/],
  ['empty.jpg', 'an empty file', /empty/],
  ['iphone.heic', 'a HEIC photo', /HEIC.*Most Compatible/s],
];

for (const [file, what, says] of BAD) {
  test(`${what} is refused with a clear reason at the slot, and the picture before stays`, async ({ page }) => {
    await upload(page, 'portrait', picture('plain.jpg'));
    const before = (await thumb(page, 'portrait').getAttribute('src')) ?? '';
    await control(page, 'portrait').setInputFiles(picture(file));
    await expect(field(page, 'portrait').locator('.field__error')).toContainText(says);
    await expect(thumb(page, 'portrait')).toHaveAttribute('src', before);
    await expectTheRest(page);
    await go(page, '/register/documents');
    await expect(thumb(page, 'portrait')).toHaveAttribute('src', before);
    await upload(page, 'portrait', picture('other.jpg'));
  });
}

test('a missing picture is named in the summary and its slot gets the focus', async ({ page }) => {
  await action(page, 'next').click();
  await expect(page.locator('#error-summary')).toBeFocused();
  await page.locator('#error-summary a[href="#emblem"]').click();
  await expect(control(page, 'emblem')).toBeFocused();
  await expectState(page, 'emblem', 'invalid');
});
