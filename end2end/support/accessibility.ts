import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type BrowserContext, type Page, expect } from '@playwright/test';

const SOURCE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Brings axe into every page of a device; as an init script, which no content policy forbids. */
export async function bringAxe(context: BrowserContext): Promise<void> {
  await context.addInitScript(SOURCE);
}

interface Axe {
  run(where: Document, how: object): Promise<{ violations: { id: string; impact?: string | null; help: string; nodes: { html: string; failureSummary?: string }[] }[] }>;
}

/**
 * Takes every transition to its end: colours are judged where they end, not on their way. Waiting
 * for the ends would be waiting for ever, because inside of closed `details` time stands still.
 */
export async function settle(page: Page): Promise<void> {
  await page.evaluate(() => {
    for (const animation of document.getAnimations()) {
      if (animation instanceof CSSTransition) animation.finish();
    }
  });
}

/** Nothing serious and nothing critical on the page as it stands. */
export async function expectAccessible(page: Page, where: string): Promise<void> {
  await settle(page);
  const how = { resultTypes: ['violations'] };
  const { violations } = await page.evaluate(
    (options) => (window as unknown as { axe: Axe }).axe.run(document, options),
    how,
  );
  const bad = violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`);
  expect.soft(bad, `${where}: serious or critical`).toEqual([]);
}

/** Nothing is wider than the window. */
export async function expectNothingSticksOut(page: Page, where: string): Promise<void> {
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect.soft(wide, `${where}: sticks out sideways`).toBeLessThanOrEqual(0);
}

/** What a thumb presses on a phone is large enough for one. */
export async function expectLargeTargets(page: Page, where: string): Promise<void> {
  const small = await page.evaluate(() => {
    const pressed = 'button, summary, select, textarea, a.button, nav a, input:not([type="hidden"], [type="radio"], [type="checkbox"], [type="file"])';
    return [...document.querySelectorAll(pressed)]
      .filter((node) => node.checkVisibility({ visibilityProperty: true }) && !node.closest('.visually-hidden'))
      .map((node) => ({ node, height: node.getBoundingClientRect().height }))
      .filter(({ height }) => height > 1 && height < 43.5)
      .map(({ node, height }) => `${Math.round(height)} px: ${node.outerHTML.slice(0, 100)}`);
  });
  expect.soft(small, `${where}: too small for a thumb`).toEqual([]);
}
