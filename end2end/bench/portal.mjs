// A portal ready to be measured: schema, an office, the notice of the demo, an officer, a mailbox.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { another, quoted, sql } from './database.mjs';
import { Mailbox } from './mailbox.mjs';
import { ROOT, Server } from './server.mjs';

const inAll = (of) => Object.fromEntries(['zh-CN', 'ja', 'en'].map((language) => [language, of(language)]));
const notice = (language) => readFileSync(path.join(ROOT, `backend/src/demo/registration-notice.${language}.txt`), 'utf8');

function founding() {
  const texts = JSON.stringify({ title: inAll(() => '须知与承诺'), text: inAll(notice) });
  const sha256 = createHash('sha256').update(texts).digest('hex');
  return `
    insert into office (id, city, names, postal_address, telephone, fax)
    values ('centre', '4101', ${quoted(JSON.stringify(inAll(() => '受理中心')))}, '450000 河南省郑州市示例路 1 号', '0371-00000001', '0371-00000002');
    insert into terms (id, version, texts, sha256, published_at)
    values ('registration-notice', 1, ${quoted(texts)}, '\\x${sha256}', now());`;
}

let ready;

/** `database`: its address; without one, that of the run. */
async function found(database, build) {
  const mailbox = await new Mailbox().start();
  const env = { DOCKET_SMTP_URL: mailbox.url, ...(database && { DATABASE_URL: database }) };
  const server = new Server(env, build);
  try {
    await server.start();
    await sql(founding(), database);
    const printed = await server.admin('create-staff', 'bench.officer', '--role', 'officer', '--office', 'centre');
    const [name, password] = printed.trim().split(/\s+/);
    return { mailbox, env, officer: { name, password } };
  } finally {
    await server.stop();
  }
}

/** { mailbox, officer, env }; made once, for all rows. */
export const portal = () => (ready ??= found());

/** Runs `measure` with a server of its own. */
export const withServer = async (measure, more) => serve(await portal(), measure, more);

/** Runs `measure` with a server and a database that know nothing of the others; `build` is another one's binary and site. */
export async function withPortal(name, measure, more, build) {
  const database = await another(name);
  return serve(await found(database, build), (server, ready) => measure(server, { ...ready, database }), more, build);
}

async function serve({ env, mailbox, officer }, measure, more = {}, build = undefined) {
  const server = new Server({ ...env, ...more }, build);
  try {
    await server.start();
    return await measure(server, { mailbox, officer });
  } finally {
    await server.stop();
  }
}
