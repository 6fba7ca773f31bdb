// What a printed form says, read back with poppler.
import { execFileSync } from 'node:child_process';
import type { Page } from '@playwright/test';

/** All text of a PDF the page links to, without white space: a line may be broken anywhere. */
export async function textOf(page: Page, address: string): Promise<string> {
  const answer = await page.request.get(address);
  if (!answer.ok() || answer.headers()['content-type'] !== 'application/pdf') {
    throw new Error(`${address}: ${answer.status()} ${answer.headers()['content-type']}`);
  }
  const text = execFileSync('pdftotext', ['-raw', '-', '-'], { input: await answer.body() }).toString();
  return text.replace(/[\s\u200b]/g, '');
}
