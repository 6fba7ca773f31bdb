// JavaScript and WASM each page brings into an empty browser, as sent.
import { chromium } from '@playwright/test';
import { Applicant } from './applicant.mjs';
import { BROWSER } from './browser.mjs';
import { drawPictures } from './pictures.mjs';
import { withServer } from './portal.mjs';
import { atMost } from './rows.mjs';
import { signedIn } from './staff.mjs';
import { Visitor } from './visitor.mjs';

const LIMIT = 260 * 1024;
const kib = (bytes) => `${(bytes / 1024).toFixed(1)} KiB`;

/** How many bytes of a file came over the line. */
async function sent(request) {
  const answer = await request.response();
  const coding = (await answer.allHeaders())['content-encoding'];
  if (coding !== 'br') throw new Error(`${request.url()} was not sent as brotli: is the site built with script/build --release?`);
  return (await request.sizes()).responseBodySize;
}

/** File → bytes, of everything a visitor's browser runs on a page. */
async function load(browser, visitor, path) {
  const context = await browser.newContext({ locale: 'zh-CN', extraHTTPHeaders: { 'X-Forwarded-For': visitor.address } });
  try {
    const [name, value] = visitor.cookie.split('=');
    if (value) await context.addCookies([{ name, value, url: visitor.url }]);
    const page = await context.newPage();
    const files = new Map();
    const sizes = [];
    page.on('requestfinished', (request) => {
      const file = new URL(request.url()).pathname;
      if (!/\.(js|wasm)$/.test(file)) return;
      const known = sent(request).then((bytes) => files.set(file, bytes));
      // It is awaited further down; until then nobody looks at a failure.
      known.catch(() => undefined);
      sizes.push(known);
    });
    const answer = await page.goto(`${visitor.url}${path}`, { waitUntil: 'networkidle' });
    if (answer.status() !== 200) throw new Error(`${path} answered ${answer.status()}`);
    const reached = new URL(page.url()).pathname;
    if (reached !== path && !reached.startsWith(`${path}/`)) throw new Error(`${path} led to ${reached}`);
    await Promise.all(sizes);
    return files;
  } finally {
    await context.close();
  }
}

export const size = async () => {
  const { cards: pictures } = await drawPictures();
  return withServer(async (server, { mailbox, officer }) => {
    const browser = await chromium.launch(BROWSER);
    const rows = [];
    let entry = new Map();
    const sum = (files) => [...files.values()].reduce((total, bytes) => total + bytes, 0);
    const add = async (name, visitor, path, limit) => {
      const files = await load(browser, visitor, path);
      if (limit) entry = files;
      const own = [...files].filter(([file]) => entry.size > 0 && !entry.has(file));
      const note = own.map(([file, bytes]) => `${file.split('/').at(-1)} ${kib(bytes)}`).join(', ');
      rows.push({ ...atMost(`JS + WASM, ${name}`, sum(files), limit, kib), ...(note && { note: `own chunks: ${note}` }) });
    };
    try {
      const applicant = new Applicant(new Visitor(server.url), { pictures, mailbox });
      const { visitor } = applicant;
      await add('wizard entry', new Visitor(server.url), '/register', LIMIT);
      await add('home', new Visitor(server.url), '/');
      await applicant.basic();
      await add('wizard step 1', visitor, '/register/basic');
      await add('wizard step 2', visitor, '/register/documents');
      await applicant.documents();
      await add('wizard step 3', visitor, '/register/contact');
      await applicant.contact();
      await add('wizard step 4', visitor, '/register/confirm');
      const reference = await applicant.confirm();
      await add('status, signed in', visitor, `/applications/${reference}`);
      await add('status, looked up', new Visitor(server.url), '/status');
      await add('sign-in', new Visitor(server.url), '/sign-in');
      await add('staff sign-in', new Visitor(server.url), '/staff/sign-in');
      const staff = await signedIn(server.url, officer.name, officer.password);
      await add('staff queue', staff, '/staff/queue');
      await add('staff case', staff, `/staff/cases/${reference}`);
      return rows;
    } finally {
      await browser.close();
    }
  });
};
