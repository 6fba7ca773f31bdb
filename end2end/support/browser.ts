import type { PlaywrightTestOptions, PlaywrightWorkerOptions } from '@playwright/test';

type Options = Partial<PlaywrightTestOptions & PlaywrightWorkerOptions>;

/** How every page is opened. */
export const browser: Options = {
  browserName: 'chromium',
  launchOptions: {
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
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
  trace: 'retain-on-failure',
  screenshot: 'only-on-failure',
};
