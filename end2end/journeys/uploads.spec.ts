import { statSync } from 'node:fs';
import { type Page } from '@playwright/test';
import { person } from '../support/applicants.ts';
import { picture, written } from '../support/pictures.ts';
import { type Open, expect, go, hydrated, test } from '../support/test.ts';
import {
  action, control, enter, enterAll, expectSaved, expectState, field, fillBasic, openWizard, step, upload,
} from '../support/wizard.ts';

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
  let letGo: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => { letGo = resolve; });
  await page.route('**/api/remove_picture*', async (route) => {
    await gate;
    await route.continue();
  });
  await field(page, 'portrait').locator('[data-action="remove"]').click();
  // At once, and not when somebody is elsewhere.
  await expect(control(page, 'portrait')).toBeFocused();
  await control(page, 'real_name').focus();
  letGo();
  await expect(thumb(page, 'portrait')).toHaveCount(0);
  await expect(control(page, 'real_name')).toBeFocused();
  await expect(thumb(page, 'emblem')).toBeVisible();
  await page.reload();
  await expect(thumb(page, 'emblem')).toBeVisible();
  await expect(thumb(page, 'portrait')).toHaveCount(0);
  await expectTheRest(page);
});

const BAD: [file: string, what: string, says: RegExp][] = [
  ['text.jpg', 'a text named .jpg', /a text file, not a picture, whatever its name says/],
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
    await expectState(page, 'portrait', 'invalid');
    await expect(thumb(page, 'portrait')).toHaveAttribute('src', before);
    await expectTheRest(page);
    await go(page, '/register/documents');
    await expect(thumb(page, 'portrait')).toHaveAttribute('src', before);
    await upload(page, 'portrait', picture('other.jpg'));
  });
}

test('whatever else is chosen is called what it is, the slot is marked, and nothing is offered that cannot help', async ({ page }) => {
  const slot = field(page, 'portrait');
  const reason = slot.locator('#portrait-error');
  for (const [file, says] of [
    ['half-with-thumbnail.jpg', /damaged or incomplete/],
    ['half-with-end.jpg', /damaged or incomplete/],
    ['half-with-end.png', /damaged or incomplete/],
    ['renamed.jpg', /HEIC.*Most Compatible/s],
    ['letter.pdf', /a PDF file/],
    ['letter.docx', /a document or an archive/],
    ['letter.txt', /a text file, not a picture\. /],
    ['broken.gif', /a GIF/],
    ['clip.mov', /a video/],
  ] as const) {
    await control(page, 'portrait').setInputFiles(picture(file));
    await expect(reason, file).toContainText(says);
    await expectState(page, 'portrait', 'invalid');
    await expect(slot.locator('.field__error')).toHaveCount(1);
    await expect(slot.getByRole('button', { name: 'Try again' })).toHaveCount(0);
    await expect(thumb(page, 'portrait')).toHaveCount(0);
  }
  await upload(page, 'portrait', picture('plain.jpg'));
  await expect(reason).toHaveCount(0);
  await expectTheRest(page);
});

/** Holds uploads back until they are let go. */
async function hold(page: Page): Promise<() => void> {
  let letGo: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => { letGo = resolve; });
  await page.route('**/api/uploads', async (route) => {
    await gate;
    // One that was given up meanwhile is gone.
    await route.continue().catch(() => undefined);
  });
  return letGo;
}

test('of two pictures for one slot the later one stays, however slow the first', async ({ page }) => {
  const letGo = await hold(page);
  await control(page, 'portrait').setInputFiles(picture('plain.jpg'));
  await expect(field(page, 'portrait').locator('progress')).toBeVisible();
  await page.unroute('**/api/uploads');
  await upload(page, 'portrait', picture('other.jpg'));
  const kept = (await thumb(page, 'portrait').getAttribute('src')) ?? '';
  letGo();
  await upload(page, 'emblem', picture('third.jpg'));
  await expect(thumb(page, 'portrait')).toHaveAttribute('src', kept);
  await page.reload();
  await expect(thumb(page, 'portrait')).toHaveAttribute('src', kept);
});

test('a picture that was removed does not come back with one that was on its way', async ({ page }) => {
  await upload(page, 'portrait', picture('plain.jpg'));
  const letGo = await hold(page);
  await control(page, 'portrait').setInputFiles(picture('other.jpg'));
  await expect(field(page, 'portrait').locator('progress')).toBeVisible();
  await field(page, 'portrait').locator('[data-action="remove"]').click();
  await expect(thumb(page, 'portrait')).toHaveCount(0);
  await expect(field(page, 'portrait').locator('progress')).toHaveCount(0);
  letGo();
  await page.unroute('**/api/uploads');
  await upload(page, 'emblem', picture('third.jpg'));
  await expect(thumb(page, 'portrait')).toHaveCount(0);
  await page.reload();
  await expect(thumb(page, 'emblem')).toBeVisible();
  await expect(thumb(page, 'portrait')).toHaveCount(0);
});

test('a picture on its way can be broken off, and the one before stays', async ({ page }) => {
  const letGo = await hold(page);
  const slot = field(page, 'portrait');
  await control(page, 'portrait').setInputFiles(picture('plain.jpg'));
  await expect(slot.locator('progress')).toBeVisible();
  await expect(slot.getByRole('button', { name: 'Remove' })).toHaveCount(0);
  await slot.getByRole('button', { name: 'Cancel' }).click();
  await expect(slot.locator('progress')).toHaveCount(0);
  await expect(control(page, 'portrait')).toBeFocused();
  await expect(slot.locator('[data-action="cancel"]')).toHaveCount(0);
  letGo();
  await page.unroute('**/api/uploads');
  await upload(page, 'portrait', picture('plain.jpg'));
  const before = (await thumb(page, 'portrait').getAttribute('src')) ?? '';
  const later = await hold(page);
  await control(page, 'portrait').setInputFiles(picture('other.jpg'));
  await expect(slot.locator('progress')).toBeVisible();
  await slot.locator('[data-action="cancel"]').click();
  await expect(slot.locator('progress')).toHaveCount(0);
  later();
  await page.unroute('**/api/uploads');
  await expect(thumb(page, 'portrait')).toHaveAttribute('src', before);
  await page.reload();
  await expect(thumb(page, 'portrait')).toHaveAttribute('src', before);
});

test('a limit that is reached is said as whose it is, and the picture is not called wrong', async ({ page }) => {
  const spent = { status: 429, json: { error: 'spent', code: 'spent', seconds: 150, limit: 'own' } };
  await page.route('**/api/uploads', (route) => route.fulfill(spent));
  await control(page, 'portrait').setInputFiles(picture('plain.jpg'));
  const slot = field(page, 'portrait');
  const note = slot.locator('.upload__state');
  await expect(note).toContainText('from one person');
  await expect(note).toContainText('3 min');
  await expect(note).not.toContainText(/network|sign in/);
  await expectState(page, 'portrait', 'empty');
  await expect(slot.locator('.field__error')).toHaveCount(0);
  await page.unroute('**/api/uploads');
  await slot.getByRole('button', { name: 'Try again' }).click();
  await expect(thumb(page, 'portrait')).toBeVisible();
  await expectState(page, 'portrait', 'valid');
});

test('who goes on while a picture is on its way waits for it, and is told so', async ({ page }) => {
  const who = person();
  for (const id of ['portrait', 'emblem']) await upload(page, id, picture('plain.jpg'));
  await enterAll(page, who.documents);
  const letGo = await hold(page);
  await control(page, 'handheld').setInputFiles(picture('other.jpg'));
  const waiting = page.locator('[data-waiting]');
  await action(page, 'next').click();
  await expect(waiting).toHaveAttribute('data-waiting', 'true');
  await expect(waiting).toContainText('still on its way');
  await expect(page.locator('#error-summary')).toHaveCount(0);
  letGo();
  await expect(step(page, 'contact')).toBeAttached();
  await page.unroute('**/api/uploads');

  // One that does not arrive is not gone on without.
  await go(page, '/register/documents');
  await page.route('**/api/uploads', (route) => route.abort('connectionreset'));
  await control(page, 'handheld').setInputFiles(picture('phone.jpg'));
  await action(page, 'next').click();
  await expect(field(page, 'handheld').locator('#handheld-error')).toContainText('did not finish');
  await expect(waiting).toHaveAttribute('data-waiting', 'false');
  await expect(control(page, 'handheld')).toBeFocused();
  await expect(step(page, 'documents')).toBeAttached();

  // Nor without one that has failed a moment before. Who has been told may go on with the old one.
  await control(page, 'handheld').setInputFiles(picture('plain.jpg'));
  await expect(field(page, 'handheld').locator('#handheld-error')).toContainText('did not finish');
  await action(page, 'next').click();
  await expect(control(page, 'handheld')).toBeFocused();
  await expect(step(page, 'documents')).toBeAttached();
  await action(page, 'next').click();
  await expect(step(page, 'contact')).toBeAttached();
});

test('who waits for a picture may go back all the same', async ({ page }) => {
  const letGo = await hold(page);
  await control(page, 'portrait').setInputFiles(picture('plain.jpg'));
  await action(page, 'next').click();
  await expect(page.locator('[data-waiting]')).toHaveAttribute('data-waiting', 'true');
  await action(page, 'previous').click();
  await expect(step(page, 'basic')).toBeAttached();
  letGo();
  // Whoever went back is not led on.
  await action(page, 'next').click();
  await expectState(page, 'portrait', 'valid');
  await expect(step(page, 'documents')).toBeAttached();
});

test('a picture that arrives while its page is opened is on it', async ({ page }) => {
  const letGo = await hold(page);
  await control(page, 'portrait').setInputFiles(picture('plain.jpg'));
  await expect(field(page, 'portrait').locator('progress')).toBeVisible();
  await action(page, 'previous').click();
  await expect(step(page, 'basic')).toBeAttached();
  // What the page is drawn from is read before the picture is stored, and comes after it.
  const arrived = page.waitForResponse('**/api/uploads');
  await page.route('**/register/documents', async (route) => {
    const response = await route.fetch();
    letGo();
    await (await arrived).finished();
    await route.fulfill({ response });
  }, { times: 1 });
  await action(page, 'next').click();
  await expect(step(page, 'documents')).toBeAttached();
  await expect(thumb(page, 'portrait')).toBeVisible();
  await expectState(page, 'portrait', 'valid');
});

test('"continue" names a picture that another tab took away', async ({ page }) => {
  const who = person();
  for (const [id, file] of Object.entries(who.pictures)) await upload(page, id, file);
  await enterAll(page, who.documents);
  await expectSaved(page);
  const tab = await page.context().newPage();
  await go(tab, '/register/documents');
  await field(tab, 'emblem').locator('[data-action="remove"]').click();
  await expect(thumb(tab, 'emblem')).toHaveCount(0);
  await tab.close();

  await action(page, 'next').click();
  await expect(page.locator('#error-summary')).toBeFocused();
  await expect(page.locator('#error-summary a')).toHaveCount(1);
  await expect(page.locator('#error-summary a[href="#emblem"]')).toBeVisible();
  await expectState(page, 'emblem', 'invalid');
  await expect(thumb(page, 'emblem')).toHaveCount(0);
  await upload(page, 'emblem', picture('third.jpg'));
  await expect(page.locator('#error-summary')).toHaveCount(0);
  await action(page, 'next').click();
  await expect(step(page, 'contact')).toBeAttached();
});

test('who leaves the step while a picture is on its way finds it there', async ({ page }) => {
  const letGo = await hold(page);
  await control(page, 'portrait').setInputFiles(picture('plain.jpg'));
  await expect(field(page, 'portrait').locator('progress')).toBeVisible();
  await action(page, 'previous').click();
  await expect(step(page, 'basic')).toBeAttached();
  await action(page, 'next').click();
  await expect(step(page, 'documents')).toBeAttached();
  await expectState(page, 'portrait', 'uploading');
  letGo();
  await expectState(page, 'portrait', 'valid');
  await expect(thumb(page, 'portrait')).toBeVisible();
});

test('a file that is dropped beside its slot does not take the page away', async ({ page }) => {
  const leaves = (selector: string): Promise<string[]> => page.locator(selector).first().evaluate((target) => {
    const data = new DataTransfer();
    data.items.add(new File(['x'], 'photo.jpg', { type: 'image/jpeg' }));
    const stays = (type: string): boolean =>
      !target.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer: data }));
    return ['dragover', 'drop'].filter((type) => !stays(type));
  });
  expect(await leaves('body')).toEqual([]);
  expect(await leaves('main')).toEqual([]);
  expect(await leaves('#real_name')).toEqual([]);
  await expectTheRest(page);
});

/** The colour at a place of a picture, seen by a browser that hides nothing. */
async function colourAt(open: Open, jpeg: Buffer, x: number, y: number): Promise<number[]> {
  const page = await open();
  return page.evaluate(async ({ source, x, y }) => {
    const image = new Image();
    image.src = source;
    await image.decode();
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [image.naturalWidth, image.naturalHeight];
    const context = canvas.getContext('2d');
    context?.drawImage(image, 0, 0);
    return [...(context?.getImageData(x, y, 1, 1).data ?? [])].slice(0, 3);
  }, { source: `data:image/jpeg;base64,${jpeg.toString('base64')}`, x, y });
}

test('where the browser paints over what pages draw, photos travel as they are', async ({ page, open }) => {
  await page.addInitScript(() => {
    const whole = CanvasRenderingContext2D.prototype.getImageData;
    CanvasRenderingContext2D.prototype.getImageData = function (...area) {
      const read = whole.apply(this, area);
      for (let at = 0; at < read.data.length; at += 1) read.data[at] = (at * 37) % 256;
      return read;
    };
    const encode = HTMLCanvasElement.prototype.toBlob;
    HTMLCanvasElement.prototype.toBlob = function (...wanted) {
      const context = this.getContext('2d');
      for (let y = 0; y < this.height; y += 40) {
        if (context) context.fillStyle = '#ff00ff';
        context?.fillRect(0, y, this.width, 30);
      }
      encode.apply(this, wanted);
    };
  });
  await page.reload();
  await hydrated(page);
  await upload(page, 'portrait', picture('24-megapixels.jpg'));
  const jpeg = await stored(page, 'portrait');
  const [red = 0, green = 0, blue = 0] = await colourAt(open, jpeg, 10, 10);
  // The upper left of the sky that was drawn: #7fb2e5.
  expect(Math.abs(red - 0x7f) + Math.abs(green - 0xb2) + Math.abs(blue - 0xe5)).toBeLessThan(30);
  await control(page, 'emblem').setInputFiles(picture('portrait.png'));
  await expect(field(page, 'emblem').locator('#emblem-error')).toContainText('does not let pages convert pictures');
  await expectTheRest(page);
});

test('a photo of a phone is made light before it travels, and is read all the same', async ({ page }) => {
  const truth = written('001');
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  // 400 kbit a second each way.
  const slow = { offline: false, latency: 60, downloadThroughput: 50_000, uploadThroughput: 50_000 };
  await session.send('Network.emulateNetworkConditions', slow);
  const sent = page.waitForRequest('**/api/uploads');
  const begun = Date.now();
  await upload(page, 'portrait', picture('phone.jpg'));
  const seconds = (Date.now() - begun) / 1000;
  const { requestBodySize } = await (await sent).sizes();
  const before = statSync(picture('phone.jpg')).size;
  console.log(`${before} bytes chosen, ${requestBodySize} sent in ${seconds} s at 400 kbit/s`);
  expect(before).toBeGreaterThan(1_170_000);
  expect(requestBodySize).toBeLessThan(620 * 1024);
  expect(seconds).toBeLessThan(20);
  await expect(control(page, 'id_number')).toHaveValue(truth['id_number'] ?? '', { timeout: 60_000 });
});

test.describe('on a phone', () => {
  test.use({ hasTouch: true, isMobile: true, viewport: { width: 390, height: 844 } });

  test('a photo is taken with the camera or chosen from the album', async ({ page }) => {
    const slot = field(page, 'portrait');
    await expect(slot.getByText('Take a photo')).toBeVisible();
    await expect(slot.getByText('Choose from album')).toBeVisible();
    const camera = control(page, 'portrait-camera');
    await expect(camera).toHaveAttribute('capture', 'environment');
    for (const input of [camera, control(page, 'portrait')]) {
      // Where it is named, an iPhone hands out what other browsers cannot open.
      expect(await input.getAttribute('accept')).not.toMatch(/hei[cf]/);
    }
    await camera.setInputFiles(picture('plain.jpg'));
    await expectState(page, 'portrait', 'valid');
    await expect(thumb(page, 'portrait')).toBeVisible();
  });
});

test('a missing picture is named in the summary and its slot gets the focus', async ({ page }) => {
  await action(page, 'next').click();
  await expect(page.locator('#error-summary')).toBeFocused();
  await page.locator('#error-summary a[href="#emblem"]').click();
  await expect(control(page, 'emblem')).toBeFocused();
  await expectState(page, 'emblem', 'invalid');
});
