import path from 'node:path';
import type { Page } from '@playwright/test';
import { inEachLanguage } from '../support/languages.ts';
import { test } from '../support/test.ts';
import { TOURS } from '../support/tour.ts';

const directory = process.env['SHOTS'] ?? '';
const WIDTHS = [{ width: 390, height: 844 }, { width: 1280, height: 900 }];

test.describe.configure({ mode: 'parallel' });

/** `110-basic-390-en-dark.png` and so on. */
function photographer(first: number): (name: string, page: Page) => Promise<void> {
  let number = first;
  return async (name, page) => {
    number += 1;
    const before = page.viewportSize();
    await inEachLanguage(page, async (language) => {
      for (const size of WIDTHS) {
        await page.setViewportSize(size);
        for (const colorScheme of ['light', 'dark'] as const) {
          await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
          const file = `${number}-${name}-${size.width}-${language}-${colorScheme}.png`;
          await page.screenshot({ path: path.join(directory, file), fullPage: true, animations: 'disabled' });
        }
      }
    });
    await page.emulateMedia({ colorScheme: 'light' });
    if (before) await page.setViewportSize(before);
  };
}

Object.entries(TOURS).forEach(([name, tour], index) => {
  test(name, async ({ page, open }) => {
    await tour(page, open, photographer((index + 1) * 100));
  });
});
