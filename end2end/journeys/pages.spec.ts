import { bringAxe, expectAccessible, expectLargeTargets, expectNothingSticksOut } from '../support/accessibility.ts';
import { expectRealTexts, inEachLanguage } from '../support/languages.ts';
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
      await shown.setViewportSize(PHONE);
      // What axe judges is the same in each language; colours are not in the dark.
      await expectAccessible(shown, `${where} on a phone`);
      await shown.emulateMedia({ colorScheme: 'dark' });
      await expectAccessible(shown, `${where} on a phone in the dark`);
      await shown.emulateMedia({ colorScheme: 'light' });
      const seen = new Set<string>();
      await inEachLanguage(shown, async (language) => {
        const here = `${where} in ${language}`;
        seen.add(await expectRealTexts(shown, here));
        await expectNothingSticksOut(shown, here);
        await expectLargeTargets(shown, here);
      });
      // The demo's mailbox is in the language of each mail.
      if (!where.startsWith('outbox')) expect(seen.size, `${where}: three languages, three texts`).toBe(3);
      if (window) await shown.setViewportSize(window);
    });
  });
}
