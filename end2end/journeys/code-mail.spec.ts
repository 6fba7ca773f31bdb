import { execFileSync } from 'node:child_process';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { person } from '../support/applicants.ts';
import { startRelay } from '../support/relay.ts';
import { ROOT, Server, admin } from '../support/server.ts';
import { expect, hydrated, test } from '../support/test.ts';
import { action, control, enterAll, fillBasic, fillDocuments, openWizard } from '../support/wizard.ts';

const base = process.env['DOCKET_TEST_DATABASE_URL'] ?? '';
const database = `docket_code_mail_${process.pid}`;
const url = base.replace(/\/[^/]*$/, `/${database}`);
const psql = (sql: string): string =>
  execFileSync('psql', ['--no-psqlrc', '--quiet', '--set=ON_ERROR_STOP=1', base], { input: sql, encoding: 'utf8' });

const seconds = async (page: Page): Promise<number> => Number(/\d+/.exec((await action(page, 'send-code').textContent()) ?? '')?.[0] ?? '0');

test('the page tells what became of the mail with the code, at once, after a reload and without scripts', async ({ open }) => {
  test.skip(base === '', 'script/test exports DOCKET_TEST_DATABASE_URL, a Postgres to make a database in');
  let late = 0;
  const relay = await startRelay((command, address) => {
    if (command !== 'RCPT') return undefined;
    if (address.startsWith('nobody.')) return '550 5.1.1 no such mailbox';
    if (!address.startsWith('late.')) return undefined;
    late += 1;
    return late < 3 ? '451 4.7.1 greylisted, come back later' : undefined;
  });
  psql(`create database ${database}`);
  const env = {
    DATABASE_URL: url,
    DOCKET_SMTP_URL: `smtp://127.0.0.1:${relay.port}`,
    DOCKET_SENDER: 'no-reply@portal.example',
  };
  const server = new Server('code-mail', env);
  try {
    await server.start();
    const data = path.join(server.folder, 'data');
    await admin(['put-lists', path.join(ROOT, 'docs/platform.example.toml'), '--data-dir', data], env);
    const page = await open({ of: server.url, locale: 'en-GB' });
    await page.clock.install();
    const who = person();
    const email = who.contact['email'] ?? '';
    await openWizard(page);
    await fillBasic(page, who);
    await fillDocuments(page, who);
    const note = page.locator('[data-mail]');
    // What stands in the page before any script: the state, and the link that loads it again.
    const unscripted = async (): Promise<string[]> => {
      const html = await (await page.request.get(`${server.url}/register/contact`)).text();
      return html.match(/data-mail="\w+"|class="code__again"/g) ?? [];
    };

    await enterAll(page, { ...who.contact, email: `nobody.${email}`, office_city: '4101', office: 'centre' });
    await action(page, 'send-code').click();
    await expect(note).toHaveAttribute('data-mail', 'refused', { timeout: 20_000 });
    await expect(note).toContainText(`nobody.${email}`);
    expect(await unscripted()).toEqual(['data-mail="refused"']);
    await page.reload();
    await hydrated(page);
    await expect(note).toHaveAttribute('data-mail', 'refused');

    // Going on marks the code as missing: why there is none is still said.
    await action(page, 'next').click();
    await expect(page.locator('#email_code-error')).toBeVisible();
    await expect(note).toHaveAttribute('data-mail', 'refused');
    await expect(note).toContainText(`nobody.${email}`);

    // Whoever mistyped the address corrects it and need not wait.
    expect(await seconds(page)).toBe(0);
    await enterAll(page, { email: `late.${email}` });
    await action(page, 'send-code').click();
    await expect(note).toHaveAttribute('data-mail', 'delayed', { timeout: 20_000 });
    await expect(note).toContainText('could not be delivered');
    expect(await admin(['jobs', 'list', '--data-dir', data], env)).toMatch(/send_mail +code +failing .* SMTP 451 at RCPT TO/);
    expect(await unscripted()).toEqual(['data-mail="delayed"', 'class="code__again"']);

    // A phone sleeps for half a minute: the clock counts, and no tick does.
    const before = await seconds(page);
    expect(before).toBeGreaterThan(40);
    // The server's clock goes on as before: what it says meanwhile would be of another time.
    const asking = '**/api/mailed_code*';
    await page.route(asking, (route) => route.abort());
    await page.clock.fastForward(30_000);
    await expect.poll(() => seconds(page)).toBeLessThanOrEqual(before - 30);
    await page.unroute(asking);
    await page.reload();
    await hydrated(page);
    const left = await seconds(page);
    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThanOrEqual(60);

    await expect(note).toHaveAttribute('data-mail', 'sent', { timeout: 60_000 });
    await expect(note).toContainText(`late.${email}`);
    await expect(control(page, 'email_code')).toBeVisible();
  } finally {
    await server.stop();
    relay.close();
    psql(`drop database if exists ${database} with (force)`);
  }
});
