import { type BrowserContext, type BrowserContextOptions, type Page, expect, test as base } from '@playwright/test';
import { type Way, ownWay } from './address.ts';
import { watchProblems } from './problems.ts';

/** A browser on some device: its own cookies, its own address. */
export type Open = (options?: BrowserContextOptions & { of?: string }) => Promise<Page>;

interface Fixtures {
  open: Open;
}

export const test = base.extend<Fixtures>({
  baseURL: async ({}, use) => {
    await use(process.env['END2END_URL']);
  },
  proxy: async ({}, use) => {
    const { server, close } = await ownWay();
    await use({ server });
    await close();
  },
  page: async ({ page }, use) => {
    await watchStart(page.context());
    const problems = watchProblems(page);
    await use(page);
    problems.expectNone();
  },
  /** Opens further devices; all are closed at the end. */
  open: async ({ browser, contextOptions, baseURL }, use) => {
    const contexts: BrowserContext[] = [];
    const ways: Way[] = [];
    const watched: ReturnType<typeof watchProblems>[] = [];
    await use(async ({ of, ...options } = {}) => {
      const way = await ownWay();
      ways.push(way);
      const context = await browser.newContext({
        ...contextOptions,
        baseURL: of ?? baseURL,
        proxy: { server: way.server },
        ...options,
      });
      contexts.push(context);
      if (options.javaScriptEnabled !== false) await watchStart(context);
      const page = await context.newPage();
      watched.push(watchProblems(page));
      return page;
    });
    for (const context of contexts) await context.close();
    for (const way of ways) await way.close();
    for (const problems of watched) problems.expectNone();
  },
});

export { expect };

/**
 * Marks the moment the page has been hydrated: its code, and that of the chunks it asked for, has been
 * made and has run once.
 */
async function watchStart(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    const page = window as unknown as { isHydrated?: boolean };
    let pending = 0;
    page.isHydrated = false;
    const marked = async <T>(making: Promise<T>): Promise<T> => {
      pending += 1;
      page.isHydrated = false;
      try {
        return await making;
      } finally {
        // The code runs in the microtasks that follow, and may ask for more; this comes after them.
        setTimeout(() => setTimeout(() => {
          pending -= 1;
          page.isHydrated = pending === 0;
        }));
      }
    };
    // The code also waits for the texts of the page before it takes anything over.
    const { fetch } = window;
    window.fetch = (input, init) => {
      const answer = fetch.call(window, input, init);
      if (!String(input instanceof Request ? input.url : input).includes('/texts.')) return answer;
      return marked(answer.then((response) => {
        const { text } = response;
        response.text = () => marked(text.call(response));
        return response;
      }));
    };
    const { instantiate, instantiateStreaming } = WebAssembly;
    WebAssembly.instantiateStreaming = (source, imports) => marked(instantiateStreaming.call(WebAssembly, source, imports));
    WebAssembly.instantiate = ((source: BufferSource, imports?: WebAssembly.Imports) =>
      marked(instantiate.call(WebAssembly, source, imports))) as typeof WebAssembly.instantiate;
  });
}

/** Waits until the page reacts to scripts. */
export async function hydrated(page: Page): Promise<void> {
  await page.waitForFunction(() => (window as unknown as { isHydrated?: boolean }).isHydrated === true, undefined, {
    timeout: 60_000,
  });
}

/**
 * Waits until no code of the page is still coming, where scripts run at all: who leaves earlier breaks
 * that off, and the page that is left panics.
 */
export async function settled(page: Page): Promise<void> {
  const isComing = (): Promise<boolean> => page.evaluate(() => (window as unknown as { isHydrated?: boolean }).isHydrated === false);
  await expect.poll(isComing, { message: 'all code of the page has come', timeout: 60_000 }).toBe(false);
}

/** Opens a page and waits until it is hydrated. */
export async function go(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await hydrated(page);
}

/** Keeps the code of the page back until it is let go: a slow network. */
export async function holdCode(page: Page): Promise<() => void> {
  let letGo: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => { letGo = resolve; });
  await page.route(/\/pkg\/.*\.wasm/, async (route) => {
    await gate;
    await route.continue();
  });
  return letGo;
}
