// Whether a letter is lost that somebody types while a page of the wizard is not hydrated yet, or just
// becomes so: on the line of a phone, in every field for text, at any moment.
import { chromium } from '@playwright/test';
import { Applicant } from './applicant.mjs';
import { BROWSER } from './browser.mjs';
import { drawPictures } from './pictures.mjs';
import { withServer } from './portal.mjs';
import { atMost } from './rows.mjs';
import { Visitor } from './visitor.mjs';

const RUNS = 200;
const AT_ONCE = 3;
/** Bytes a second, ms until the first one. */
const LINE = { offline: false, latency: 150, downloadThroughput: 1.6e6 / 8, uploadThroughput: 0.75e6 / 8 };
const FIELDS = 'form.step :is(input:is([type="text"], [type="tel"], [type="email"]), textarea):visible';
const LETTERS = 'abcdefghijkmnopqrstuvwxyz0123456789';

// The same moments in every run of the row.
let seed = 20_261_130;
function random(below) {
  seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
  return Math.floor((seed / 2_147_483_648) * below);
}

/** One person who types into one page; what was typed, what stood there, and what stood there after a reload. */
async function once(browser, visitor, path) {
  const [wait, letters, pauses] = [random(2500), Array.from({ length: 12 }, () => LETTERS[random(LETTERS.length)]), Array.from({ length: 12 }, () => 15 + random(180))];
  const pick = random(100);
  const context = await browser.newContext({ locale: 'en', extraHTTPHeaders: { 'X-Forwarded-For': visitor.address } });
  try {
    const [name, value] = visitor.cookie.split('=');
    await context.addCookies([{ name, value, url: visitor.url }]);
    const page = await context.newPage();
    const line = await context.newCDPSession(page);
    await line.send('Network.enable');
    await line.send('Network.emulateNetworkConditions', LINE);
    await page.goto(`${visitor.url}${path}`, { waitUntil: 'commit' });
    const fields = page.locator(FIELDS);
    await fields.first().waitFor();
    const field = page.locator(`[id="${await fields.nth(pick % (await fields.count())).getAttribute('id')}"]`);
    await field.fill('');
    await page.waitForTimeout(wait);
    await field.focus();
    for (const [at, letter] of letters.entries()) {
      await page.keyboard.type(letter);
      await page.waitForTimeout(pauses[at]);
    }
    await page.waitForLoadState('networkidle');
    await page.waitForTimeout(1500);
    const shown = await field.inputValue();
    await page.reload();
    await page.waitForLoadState('networkidle');
    return { typed: letters.join(''), shown, kept: await field.inputValue(), id: await field.getAttribute('id') };
  } finally {
    await context.close();
  }
}

export const early = async () => {
  const { cards: pictures } = await drawPictures();
  return withServer(async (server, { mailbox }) => {
    const browser = await chromium.launch(BROWSER);
    // Each of them stands at another step, and has it for itself.
    const people = [];
    for (const [at, path] of ['/register/basic', '/register/documents', '/register/contact'].entries()) {
      const applicant = new Applicant(new Visitor(server.url), { pictures, mailbox });
      await applicant.basic();
      if (at > 1) await applicant.documents();
      people.push({ visitor: applicant.visitor, path });
    }
    let [left, lost] = [RUNS, []];
    const worker = async ({ visitor, path }) => {
      while (left > 0) {
        left -= 1;
        visitor.move();
        const seen = await once(browser, visitor, path);
        if (seen.shown !== seen.typed || seen.kept !== seen.typed) lost.push({ path, ...seen });
      }
    };
    try {
      await Promise.all(people.slice(0, AT_ONCE).map(worker));
    } finally {
      await browser.close();
    }
    for (const one of lost) process.stderr.write(`   ${JSON.stringify(one)}\n`);
    return [atMost(`typed before a page is hydrated: runs of ${RUNS} in which a letter was lost`, lost.length, 0, String)];
  });
};
