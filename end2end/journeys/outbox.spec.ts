import { person } from '../support/applicants.ts';
import { registered } from '../support/registered.ts';
import { expect, test } from '../support/test.ts';

test('a mail of the demo is seen to its end, on a phone too', async ({ page }) => {
  const who = person();
  await registered(page, who);
  // The code, and that the application was received: the second is sent after the answer.
  await expect(async () => {
    await page.goto(`/outbox?to=${encodeURIComponent(who.contact['email'] ?? '')}`);
    await expect(page.locator('.mails a')).toHaveCount(2, { timeout: 500 });
  }).toPass();
  const links = await page.locator('.mails a').evaluateAll((nodes) => nodes.map((node) => node.getAttribute('href') ?? ''));
  for (const link of links) {
    for (const width of [320, 390, 1280]) {
      await page.setViewportSize({ width, height: 800 });
      await page.goto(link);
      const frame = await page.locator('iframe.drawn').boundingBox();
      const last = await page.frameLocator('iframe.drawn').locator('p').last().boundingBox();
      expect(frame && last && last.y + last.height <= frame.y + frame.height, `${link} at ${width}: ${JSON.stringify({ frame, last })}`).toBe(true);
    }
  }
});
