import { expect, type Page } from '@playwright/test';

/**
 * Collects what must never happen on any page, in any journey: a script that fails, a rule of the
 * content security policy that is broken, an answer of 5xx.
 */
export function watchProblems(page: Page): { expectNone: () => void; forgive: () => void } {
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(`script: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() !== 'error' && message.type() !== 'warning') return;
    const text = message.text();
    // What a failed request writes is judged by its status, below.
    if (/^Failed to load resource/.test(text)) return;
    if (/Content.Security.Policy|panicked|hydration|unreachable/i.test(text)) {
      problems.push(`console: ${text} (${page.url()})`);
    }
  });
  page.on('response', (response) => {
    const isPage = response.url().startsWith('http');
    if (isPage && response.status() >= 500) problems.push(`${response.status()} from ${response.url()}`);
  });
  return {
    expectNone: () => expect(problems, 'what must never happen on a page').toEqual([]),
    forgive: () => problems.splice(0),
  };
}
