import { createHmac } from 'node:crypto';
import { type Page, expect } from '@playwright/test';
import { action } from './wizard.ts';

const STEP = 30_000;

/** The code an app shows (RFC 6238); `later` is how many half minutes ahead of the clock it is. */
export function codeOf(secret: string, later = 0): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const signs = secret.replace(/\s/g, '');
  const bits = [...signs].map((sign) => alphabet.indexOf(sign).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / STEP) + later));
  const hash = createHmac('sha1', key).update(counter).digest();
  const offset = (hash.at(-1) ?? 0) & 15;
  return String((hash.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

/** Somebody's app: each code works once, so it waits for the next half minute where it must. */
export class Authenticator {
  private newest = 0;

  constructor(private readonly secret: string) {}

  /** A code that was not used yet. One from the half minute ahead is good too. */
  async code(): Promise<string> {
    const now = (): number => Math.floor(Date.now() / STEP);
    while (this.newest > now()) await new Promise((resolve) => setTimeout(resolve, 250));
    const later = this.newest === now() ? 1 : 0;
    this.newest = now() + later;
    return codeOf(this.secret, later);
  }
}

/** From the page with the secret to recovery codes that are kept. */
export async function setUp(page: Page): Promise<{ app: Authenticator; recovery: string[] }> {
  const secret = (await page.locator('[data-secret]').textContent()) ?? '';
  const app = new Authenticator(secret);
  await page.locator('#code').fill(await app.code());
  await action(page, 'confirm-factor').click();
  await expect(page.locator('[data-recovery-code]')).toHaveCount(10);
  const recovery = await page.locator('[data-recovery-code]').allTextContents();
  await action(page, 'keep-codes').click();
  await expect(page.locator('[data-recovery-code]')).toHaveCount(0);
  return { app, recovery };
}

const apps = new Map<string, Authenticator>();

/** After the password at the door of staff: whatever is asked for next is given. */
export async function passSecondFactor(page: Page, name: string): Promise<void> {
  await expect(page).toHaveURL(/\/staff\/(queue|second-factor|sign-in\/code)/, { timeout: 30_000 });
  const key = `${new URL(page.url()).origin} ${name}`;
  if (page.url().includes('/staff/second-factor')) {
    apps.set(key, (await setUp(page)).app);
  } else if (page.url().includes('/staff/sign-in/code')) {
    await page.locator('#code').fill((await apps.get(key)?.code()) ?? '');
    await action(page, 'give-code').click();
  }
}
