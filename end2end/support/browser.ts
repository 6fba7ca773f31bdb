import { existsSync } from 'node:fs';
import type { PlaywrightTestOptions, PlaywrightWorkerOptions } from '@playwright/test';

// The same engine without the windows of a desktop, which cost a quarter of all the time there is.
const installed = ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium'].find((file) => existsSync(file));

type Options = Partial<PlaywrightTestOptions & PlaywrightWorkerOptions>;

/** How every page is opened. */
export const browser: Options = {
  browserName: 'chromium',
  launchOptions: {
    executablePath: process.env['CHROMIUM'] ?? installed,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  },
  locale: 'zh-CN',
  timezoneId: 'Asia/Shanghai',
  actionTimeout: 20_000,
  navigationTimeout: 60_000,
  // A trace costs a third of all the time there is: `--trace=retain-on-failure` where one is needed.
  trace: 'off',
  screenshot: 'only-on-failure',
};
