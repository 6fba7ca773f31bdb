import { type Page, type Request, expect } from '@playwright/test';

export const LANGUAGES = ['zh-CN', 'ja', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

/** For how long nothing more is asked for when everything has been; in ms. */
const QUIET = 200;

/** Does something and waits until everything that was asked for because of it is answered and drawn. */
async function answered(page: Page, act: () => Promise<void>): Promise<void> {
  const open = new Set<Request>();
  let last = Date.now();
  const asked = (request: Request): void => { open.add(request); last = Date.now(); };
  const done = (request: Request): void => { open.delete(request); last = Date.now(); };
  page.on('request', asked).on('requestfinished', done).on('requestfailed', done);
  try {
    await act();
    last = Date.now();
    const settled = (): boolean => open.size === 0 && Date.now() - last >= QUIET;
    await expect.poll(settled, { intervals: [QUIET, 50], message: 'every request has an answer' }).toBe(true);
    await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
  } finally {
    page.off('request', asked).off('requestfinished', done).off('requestfailed', done);
  }
}

/** Presses the switch in the header; on a page without one the language comes from the cookie. */
export async function speak(page: Page, language: Language): Promise<void> {
  const button = page.locator(`.language-switch button[lang="${language}"]`);
  if ((await button.count()) === 0) {
    const url = new URL(page.url()).origin;
    await page.context().addCookies([{ name: 'docket_language', value: language, url }]);
    await page.reload();
  } else {
    await answered(page, async () => {
      // Pressed by script: an open dialog covers the header.
      await button.evaluate((node: HTMLButtonElement) => node.click());
      await expect(button).toHaveAttribute('aria-pressed', 'true');
    });
  }
  await expect(page.locator('html')).toHaveAttribute('lang', language);
}

/** Runs in all languages and leaves the page in the one it had. */
export async function inEachLanguage(page: Page, look: (language: Language) => Promise<void>): Promise<void> {
  const before = (await page.locator('html').getAttribute('lang')) as Language;
  for (const language of [...LANGUAGES.filter((one) => one !== before), before]) {
    await speak(page, language);
    await look(language);
  }
}

/** Every text a person can meet on the page: shown, read aloud, or in the title. */
async function textsOf(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const texts = [document.title];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      // What stands on a key is the same in every language.
      if (!node.parentElement?.closest('script, style, noscript, kbd')) texts.push(node.textContent ?? '');
    }
    for (const name of ['aria-label', 'alt', 'title', 'placeholder', 'data-label']) {
      for (const element of document.querySelectorAll(`[${name}]`)) texts.push(element.getAttribute(name) ?? '');
    }
    return texts.map((text) => text.trim()).filter((text) => text !== '');
  });
}

const RAW_KEY = /^(?:[a-z_]+\.){1,4}[a-z_]+$/;
const PLACE = /\{[a-z_]*\}/;

/** No name of a text in place of the text, no place left unfilled, no lone question mark. Returns all texts. */
export async function expectRealTexts(page: Page, where: string): Promise<string> {
  const texts = await textsOf(page);
  const names = await page.locator('[data-user-name]').allTextContents();
  const raw = texts.filter(
    (text) =>
      (RAW_KEY.test(text) && !names.includes(text)) || PLACE.test(text) || text === '?' || text === '？',
  );
  expect(raw, `${where}: texts that are none`).toEqual([]);
  return texts.join('\n');
}
