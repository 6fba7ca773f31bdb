import { defineConfig } from '@playwright/test';
import { browser } from '../support/browser.ts';

export default defineConfig({
  testDir: '.',
  globalSetup: '../support/start.ts',
  workers: 2,
  timeout: 1_800_000,
  expect: { timeout: 30_000 },
  reporter: 'list',
  outputDir: '../test-results/shots',
  use: { ...browser, trace: 'off', screenshot: 'off' },
  projects: [
    { name: 'readme', testMatch: 'readme.ts' },
    { name: 'pages', testMatch: 'pages.ts' },
  ],
});
