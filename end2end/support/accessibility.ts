import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type BrowserContext, type Page, expect } from '@playwright/test';

const SOURCE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Brings axe into every page of a device; as an init script, which no content policy forbids. */
export async function bringAxe(context: BrowserContext): Promise<void> {
  await context.addInitScript(SOURCE);
}

interface Axe {
  run(): Promise<{ violations: { id: string; impact?: string | null; help: string; nodes: { html: string; failureSummary?: string }[] }[] }>;
}

/** Nothing serious and nothing critical on the page as it stands. */
export async function expectAccessible(page: Page, where: string): Promise<void> {
  // Colours are judged where they end, not on their way.
  await page.evaluate(() => Promise.all(document.getAnimations().map((one) => one.finished.catch(() => undefined))));
  const { violations } = await page.evaluate(() => (window as unknown as { axe: Axe }).axe.run());
  const bad = violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`);
  expect.soft(bad, `${where}: serious or critical`).toEqual([]);
}
