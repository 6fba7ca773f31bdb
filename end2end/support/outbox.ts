import { expect } from '@playwright/test';
import { read as fetched } from './address.ts';
import { note } from './run.ts';

export interface Mail {
  subject: string;
  text: string;
  language: string;
}

const plain = (html: string): string =>
  html
    .replace(/<[^>]*>/g, '')
    .replace(/&(amp|lt|gt|quot|#39);/g, (sign) =>
      ({ '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'" })[sign] ?? sign,
    );

const part = (html: string, pattern: RegExp): string => pattern.exec(html)?.[1] ?? '';

async function get(url: string): Promise<string> {
  const { status, text } = await fetched(url);
  expect(status, url).toBe(200);
  return text;
}

// A mail never changes once it was written: each is asked for once.
const read = new Map<string, Promise<Mail>>();

function mail(url: string): Promise<Mail> {
  const known = read.get(url);
  if (known) return known;
  const asked = get(url).then((html) => ({
    subject: plain(part(html, /<h1>(.*?)<\/h1>/s)),
    text: plain(part(html, /<div class="text">(.*?)<\/div>/s)),
    language: part(html, /<article class="mail" lang="([^"]*)"/),
  }));
  read.set(url, asked);
  return asked;
}

/** All mails of the demo to an address, newest first. */
export async function mailsTo(address: string, at = process.env['END2END_URL']): Promise<Mail[]> {
  note(address);
  const list = await get(`${at}/outbox?to=${encodeURIComponent(address)}`);
  const rows = [...list.matchAll(/<li><a href="(\/outbox\/[^"]+)">.*?<span>(.*?)<\/span>/gs)];
  expect(rows.map(([, , to]) => plain(to ?? '')).filter((to) => to !== address), 'mails to somebody else').toEqual([]);
  return Promise.all(rows.map(([, path]) => mail(`${at}${path}`)));
}

/** Waits for the mail to an address that satisfies a condition. */
export async function mailTo(address: string, is: (mail: Mail) => boolean, at?: string): Promise<Mail> {
  let found: Mail | undefined;
  const look = async (): Promise<boolean> => {
    found = (await mailsTo(address, at)).find(is);
    return found !== undefined;
  };
  await expect.poll(look, { message: `a mail to ${address}`, timeout: 30_000, intervals: [50, 100] }).toBe(true);
  if (!found) throw new Error('unreachable');
  return found;
}

const CODE = /(?<!\d)\d{6}(?!\d)/;

/** The code in the newest mail with one. */
export async function codeFor(address: string, at?: string): Promise<string> {
  const mail = await mailTo(address, ({ subject }) => CODE.test(subject), at);
  const code = CODE.exec(mail.subject)?.[0] ?? '';
  expect(mail.text).toContain(code);
  return code;
}
