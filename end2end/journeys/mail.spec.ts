import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { person } from '../support/applicants.ts';
import { ROOT, Server, admin, freePort } from '../support/server.ts';
import { claim, flag, openCase, sendBack, signInAtTheDoor } from '../support/staff.ts';
import { expect, test } from '../support/test.ts';
import { action, enter, enterAll, fillBasic, fillDocuments, next, openWizard, promise } from '../support/wizard.ts';

interface Received {
  subject: string;
  text: string;
  from: { address: string }[];
  to: { address: string }[];
}

const base = process.env['DOCKET_TEST_DATABASE_URL'] ?? '';
const database = `docket_mail_${process.pid}`;
const url = base.replace(/\/[^/]*$/, `/${database}`);
const psql = (to: string, sql: string): string =>
  execFileSync('psql', ['--no-psqlrc', '--quiet', '--tuples-only', '--set=ON_ERROR_STOP=1', to], { input: sql, encoding: 'utf8' });

test('with a mail server and a database of its own, mails go out by SMTP and nothing of the demo exists', async ({ open }) => {
  test.skip(base === '', 'script/test exports DOCKET_TEST_DATABASE_URL, a Postgres to make a database in');
  const [smtp, web] = [await freePort(), await freePort()];
  psql(base, `create database ${database}`);
  const env = {
    DATABASE_URL: url,
    DOCKET_SMTP_URL: `smtp://127.0.0.1:${smtp}`,
    DOCKET_SENDER: '登记门户 <no-reply@portal.example>',
    DOCKET_PLATFORM_NAME: '登记门户',
  };
  const server = new Server('mail', env);
  const maildev = await startMaildev(smtp, web, path.join(server.folder, 'maildev'));
  try {
    await server.start();
    const data = path.join(server.folder, 'data');
    await admin(['put-lists', path.join(ROOT, 'docs/platform.example.toml'), '--data-dir', data], env);
    const printed = await admin(['create-staff', 'first.officer', '--role', 'officer', '--office', 'centre', '--data-dir', data], env);
    const [name = '', password = ''] = printed.trim().split(/\s+/);
    expect(name).toBe('first.officer');
    for (const gone of ['/outbox', '/outbox/style.css']) {
      expect((await fetch(`${server.url}${gone}`)).status, gone).toBe(404);
    }

    const page = await open({ of: server.url });
    const who = person();
    const email = who.contact['email'] ?? '';
    who.contact['office_city'] = '4101';
    who.contact['office'] = 'centre';
    await openWizard(page);
    await expect(page.locator('[data-demo]')).toHaveCount(0);
    await fillBasic(page, who);
    await fillDocuments(page, who);
    await enterAll(page, who.contact);
    await action(page, 'send-code').click();
    const code = await received(web, email, /\d{6}/);
    expect(code.from[0]?.address).toBe('no-reply@portal.example');
    await enter(page, 'email_code', /\d{6}/.exec(code.subject)?.[0] ?? '');
    await next(page, 'confirm');
    const number = await promise(page);
    const receipt = await received(web, email, /已收到/);
    expect(receipt.text).toContain(number);
    expect(receipt.text).toContain(server.url);

    const officer = await open({ of: server.url });
    await signInAtTheDoor(officer, name, { [name]: password });
    await openCase(officer, number);
    await claim(officer);
    await flag(officer, 'address', 'incomplete', '请写明楼层。');
    await sendBack(officer, '请补正。');
    expect((await received(web, email, /请补正/)).text).toContain('请写明楼层。');
  } finally {
    await server.stop();
    maildev.kill();
    psql(base, `drop database if exists ${database} with (force)`);
  }
});

async function startMaildev(smtp: number, web: number, folder: string): Promise<ChildProcess> {
  const words = ['--smtp', `${smtp}`, '--ip', '127.0.0.1', '--web', `${web}`, '--web-ip', '127.0.0.1'];
  words.push('--mail-directory', folder, '--silent');
  const child = spawn(path.join(ROOT, 'end2end/node_modules/.bin/maildev'), words, { stdio: 'ignore' });
  process.once('exit', () => child.kill('SIGKILL'));
  await expect.poll(() => mails(web).then(() => true, () => false), { timeout: 60_000 }).toBe(true);
  return child;
}

async function mails(web: number): Promise<Received[]> {
  const answer = await fetch(`http://127.0.0.1:${web}/api/email`);
  if (!answer.ok) throw new Error(`maildev answers ${answer.status}`);
  return (await answer.json()) as Received[];
}

async function received(web: number, to: string, subject: RegExp): Promise<Received> {
  let found: Received | undefined;
  const look = async (): Promise<boolean> => {
    found = (await mails(web)).find((mail) => mail.to.some(({ address }) => address === to) && subject.test(mail.subject));
    return found !== undefined;
  };
  await expect.poll(look, { message: `a mail to ${to}: ${subject}`, timeout: 60_000 }).toBe(true);
  if (!found) throw new Error('unreachable');
  return found;
}
