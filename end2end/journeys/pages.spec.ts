import { bringAxe, expectAccessible, expectLargeTargets, expectNothingSticksOut } from '../support/accessibility.ts';
import { expectRealTexts, inEachLanguage, textsOf } from '../support/languages.ts';
import { test, expect } from '../support/test.ts';
import { TOURS } from '../support/tour.ts';

const PHONE = { width: 390, height: 844 };

// Both workers have their share of the pages.
test.describe.configure({ mode: 'parallel' });

for (const [name, tour] of Object.entries(TOURS)) {
  test(`${name}: three languages of real texts, nothing serious for axe, light and dark, and a phone has room`, async ({ page, open }) => {
    await bringAxe(page.context());
    const openWithAxe: typeof open = async (options) => {
      const device = await open(options);
      await bringAxe(device.context());
      return device;
    };
    await tour(page, openWithAxe, async (where, shown) => {
      const window = shown.viewportSize();
      const seen = new Set<string>();
      await inEachLanguage(shown, async (language) => {
        const here = `${where} in ${language}`;
        await expectRealTexts(shown, here);
        seen.add((await textsOf(shown)).join('\n'));
        // Colours are the same in each.
        await expectAccessible(shown, here, { colours: seen.size === 1 });
        await shown.setViewportSize(PHONE);
        await expectNothingSticksOut(shown, here);
        await expectLargeTargets(shown, here);
        if (window) await shown.setViewportSize(window);
      });
      // The demo's mailbox is in the language of each mail.
      if (!where.startsWith('outbox')) expect(seen.size, `${where}: three languages, three texts`).toBe(3);
      await shown.setViewportSize(PHONE);
      await shown.emulateMedia({ colorScheme: 'dark' });
      await expectAccessible(shown, `${where} on a phone in the dark`);
      await shown.emulateMedia({ colorScheme: 'light' });
      if (window) await shown.setViewportSize(window);
    });
  });
}
