import { cpSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { person } from '../support/applicants.ts';
import { basic } from '../support/plain.ts';
import { ROOT, Server, freshFolder } from '../support/server.ts';
import { expect, hydrated, test } from '../support/test.ts';
import { action, control, field } from '../support/wizard.ts';

test.use({ locale: 'en-GB' });

test('a portal whose scripts are still being built works, says so, and takes them in', async ({ open }) => {
  const site = freshFolder('site');
  cpSync(process.env['DOCKET_SERVER_SITE'] ?? path.join(ROOT, 'target/site'), site, { recursive: true });
  const [script, aside] = [path.join(site, 'pkg/scripts.json'), path.join(site, 'scripts.json')];
  renameSync(script, aside);
  const portal = await new Server('before-scripts', { DOCKET_SITE_ROOT: site }).start();
  try {
    const who = person();
    // A browser that would run scripts, if there were some.
    const page = await open({ of: portal.url });
    await page.goto('/register/basic');
    await expect(page.locator('[data-scripts="coming"]')).toBeVisible();
    await expect(page.locator('.field__reveal').first()).toBeHidden();
    await basic(page, who);
    // The box of a file is the browser's own, so that what was chosen can be seen.
    await expect(control(page, 'portrait')).toHaveCSS('opacity', '1');
    await control(page, 'portrait').setInputFiles(who.pictures['portrait'] ?? '');
    await action(page, 'refresh').click();
    await expect(field(page, 'portrait').locator('.upload__thumb')).toBeVisible();

    renameSync(aside, script);
    await page.reload();
    await hydrated(page);
    await expect(page.locator('[data-scripts]')).toHaveCount(0);
    await expect(field(page, 'portrait').locator('.upload__thumb')).toBeVisible();
    await expect(action(page, 'refresh')).toHaveCount(0);
  } finally {
    await portal.stop();
    rmSync(site, { recursive: true, force: true });
  }
});
