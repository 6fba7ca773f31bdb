import { defineConfig } from '@playwright/test';
import { browser } from './support/browser.ts';

export default defineConfig({
  testDir: 'journeys',
  globalSetup: './support/start.ts',
  fullyParallel: false,
  // For two slow cores: a third of the time of a journey is waiting, for mails and for clocks.
  workers: 3,
  retries: 0,
  forbidOnly: Boolean(process.env['CI']),
  timeout: 240_000,
  expect: { timeout: 20_000 },
  reporter: 'list',
  outputDir: 'test-results',
  use: browser,
});
