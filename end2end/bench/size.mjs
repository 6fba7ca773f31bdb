// JavaScript and WASM each page brings into an empty browser, as sent.
import { chromium } from '@playwright/test';
import { Applicant } from './applicant.mjs';
import { BROWSER } from './browser.mjs';
import { drawPictures } from './pictures.mjs';
import { withServer } from './portal.mjs';
import { atMost } from './rows.mjs';
import { signedIn } from './staff.mjs';
import { Visitor } from './visitor.mjs';

const KIB = 1024;
const kib = (bytes) => `${(bytes / KIB).toFixed(1)} KiB`;
const seconds = (time) => `${(time / 1000).toFixed(1)} s`;
/** A cheap phone on a mobile network: bytes a second, ms until the first one, times slower. */
const PHONE = { download: 1.6e6 / 8, upload: 0.75e6 / 8, latency: 150, slower: 4 };
const USABLE = 4000;
/** Where somebody begins to type. */
const BOX = 'main input[type="text"]:visible';

/** How many bytes of a file came over the line. */
async function sent(request) {
  const answer = await request.response();
  const coding = (await answer.allHeaders())['content-encoding'];
  if (coding !== 'br') throw new Error(`${request.url()} was not sent as brotli: is the site built with script/build --release?`);
  return (await request.sizes()).responseBodySize;
}

/** A browser of somebody who has never been here, on its way to a page. */
async function arrive(browser, visitor, path, look) {
  const context = await browser.newContext({ locale: 'zh-CN', extraHTTPHeaders: { 'X-Forwarded-For': visitor.address } });
  try {
    const [name, value] = visitor.cookie.split('=');
    if (value) await context.addCookies([{ name, value, url: visitor.url }]);
    const page = await context.newPage();
    return await look(page, async (options) => {
      const answer = await page.goto(`${visitor.url}${path}`, options);
      if (answer.status() !== 200) throw new Error(`${path} answered ${answer.status()}`);
      const reached = new URL(page.url()).pathname;
      if (reached !== path && !reached.startsWith(`${path}/`)) throw new Error(`${path} led to ${reached}`);
    });
  } finally {
    await context.close();
  }
}

/** File → bytes, of everything a visitor's browser runs on a page, its texts with it. */
const load = (browser, visitor, path) => arrive(browser, visitor, path, async (page, go) => {
  const files = new Map();
  const sizes = [];
  page.on('requestfinished', (request) => {
    const file = new URL(request.url()).pathname;
    if (!/^\/pkg\/.*\.(js|wasm|bin|json)$/.test(file)) return;
    const known = sent(request).then((bytes) => files.set(file, bytes));
    // It is awaited further down; until then nobody looks at a failure.
    known.catch(() => undefined);
    sizes.push(known);
  });
  await go({ waitUntil: 'networkidle' });
  await Promise.all(sizes);
  return files;
});

/** Runs in the page: when its code has run for the last time before it was quiet, and when a letter was kept. */
function watch() {
  const marks = { hydrated: 0, kept: 0 };
  window.marks = marks;
  for (const name of ['instantiate', 'instantiateStreaming']) {
    const original = WebAssembly[name];
    WebAssembly[name] = async (...words) => {
      const made = await original.apply(WebAssembly, words);
      setTimeout(() => setTimeout(() => { marks.hydrated = performance.now(); }));
      return made;
    };
  }
  const { setItem } = Storage.prototype;
  Storage.prototype.setItem = function keep(name, text) {
    if (!marks.kept && text.includes('zzz')) marks.kept = performance.now();
    return setItem.call(this, name, text);
  };
}

/** In ms, on the phone: until a letter typed into the first field is taken in, where there is one; else until the page is hydrated. */
const usable = (browser, visitor, path, box) => arrive(browser, visitor, path, async (page, go) => {
  const phone = await page.context().newCDPSession(page);
  await phone.send('Network.enable');
  await phone.send('Network.emulateNetworkConditions', {
    offline: false, latency: PHONE.latency, downloadThroughput: PHONE.download, uploadThroughput: PHONE.upload,
  });
  await phone.send('Emulation.setCPUThrottlingRate', { rate: PHONE.slower });
  await page.addInitScript(watch);
  await go({ waitUntil: 'commit' });
  if (box) {
    await page.locator(box).first().focus();
    await page.keyboard.type('zz');
    while (!(await page.evaluate(() => window.marks.kept))) {
      await page.keyboard.type('z');
      await page.waitForTimeout(50);
    }
    return page.evaluate(() => window.marks.kept);
  }
  await page.waitForLoadState('networkidle');
  await page.waitForFunction(() => window.marks.hydrated && performance.now() - window.marks.hydrated > 1500);
  return page.evaluate(() => window.marks.hydrated);
});

export const size = async () => {
  const { cards: pictures } = await drawPictures();
  return withServer(async (server, { mailbox, officer }) => {
    const browser = await chromium.launch(BROWSER);
    const rows = [];
    let entry;
    const sum = (files) => [...files.values()].reduce((total, bytes) => total + bytes, 0);
    const add = async (name, visitor, path, limit, box) => {
      const files = await load(browser, visitor, path);
      entry ??= files;
      const own = [...files].filter(([file]) => !entry.has(file));
      const note = own.map(([file, bytes]) => `${file.split('/').at(-1)} ${kib(bytes)}`).join(', ');
      const row = atMost(`scripts and texts, ${name}`, sum(files), limit && limit * KIB, kib);
      const times = [];
      for (let time = 0; time < 3; time += 1) times.push(await usable(browser, visitor, path, box));
      const time = atMost(`${box ? 'a letter is taken in' : 'hydrated'}, ${name}`, times.toSorted((a, b) => a - b)[1], USABLE, seconds);
      rows.push({ ...row, ours: `${files.size} files`, ...(note && { note: `not at the first page: ${note}` }) }, time);
    };
    try {
      const applicant = new Applicant(new Visitor(server.url), { pictures, mailbox });
      const { visitor } = applicant;
      await add('wizard, from the outside', new Visitor(server.url), '/register', 260, BOX);
      await add('home', new Visitor(server.url), '/', 180);
      await applicant.basic();
      await add('wizard step 1, coming back', visitor, '/register/basic', 260);
      await add('wizard step 2', visitor, '/register/documents', 260, BOX);
      await applicant.documents();
      await add('wizard step 3', visitor, '/register/contact', 260, BOX);
      await applicant.contact();
      await add('wizard step 4', visitor, '/register/confirm', 260);
      const reference = await applicant.confirm();
      await add('status, signed in', visitor, `/applications/${reference}`);
      await add('status, looked up', new Visitor(server.url), '/status');
      await add('sign-in', new Visitor(server.url), '/sign-in', 180);
      await add('staff sign-in', new Visitor(server.url), '/staff/sign-in', 180);
      const staff = await signedIn(server.url, officer.name, officer.password);
      await add('staff queue', staff, '/staff/queue', 320);
      await add('staff case', staff, `/staff/cases/${reference}`, 380);
      return rows;
    } finally {
      await browser.close();
    }
  });
};
