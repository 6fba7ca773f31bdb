// One hostile client, in a process of its own: uploads, passwords to hash, and readers of its own
// picture that do not read. Usage: node strangers-hostile.mjs URL PICTURE; ends with SIGTERM, and
// prints what it was answered. It minds no limit, and waits only so long that its own work does not
// take the machine from the server.
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { Applicant, stepFields } from './applicant.mjs';
import { Visitor, form, multipart } from './visitor.mjs';

/** Where it comes from (RFC 5737 keeps the network for examples). */
const ADDRESS = '203.0.113.66';
const UPLOADS = 8;
const PASSWORDS = 40;
const READERS = 300;
/** Between two tries of one of these, in ms. */
const BREATH = 150;

const [url, file] = process.argv.slice(2);
const picture = readFileSync(file);
const upload = multipart('portrait', picture);
const counts = { uploads: {}, passwords: {}, readers: {} };
let over = false;

const count = (what, status) => { counts[what][status] = (counts[what][status] ?? 0) + 1; };

function visitor() {
  const stranger = new Visitor(url);
  stranger.address = ADDRESS;
  return stranger;
}

/** Again and again until the end; what breaks off is counted like what is refused. */
async function forEver(what, act) {
  while (!over) {
    const status = await act().catch((error) => error.code ?? 'error');
    count(what, status);
    await pause(BREATH);
  }
}

const JSON_ONLY = { Accept: 'application/json' };

async function send(stranger) {
  return stranger.send('POST', '/api/uploads', { ...JSON_ONLY, 'Content-Type': upload.type }, upload.body);
}

/** Half of them pictures of new drafts, half of them over and over in the same slot. */
function uploads(number) {
  let same = visitor();
  return forEver('uploads', async () => {
    if (number % 2) same = visitor();
    return (await send(same)).status;
  });
}

/** Steps that make an account, each with another name. */
function passwords() {
  return forEver('passwords', async () => {
    const stranger = visitor();
    const { who } = new Applicant(stranger);
    const typed = { ...who.basic, ...who.secret, user_name: `x${who.basic.user_name}` };
    const type = { ...JSON_ONLY, 'Content-Type': 'application/x-www-form-urlencoded' };
    return (await stranger.send('POST', '/api/save_step', type, form(stepFields('basic', typed, 'next')))).status;
  });
}

/** Asks for the picture, reads how the answer begins, and nothing more until it is hung up on. */
function reader(path, cookie) {
  return forEver('readers', () => new Promise((resolve) => {
    const { hostname, port } = new URL(url);
    const socket = connect({ host: hostname, port, highWaterMark: 1024 });
    let status = 'cut';
    socket.once('connect', () => socket.write(
      `GET ${path} HTTP/1.1\r\nHost: ${hostname}:${port}\r\nCookie: ${cookie}\r\nX-Forwarded-For: ${ADDRESS}\r\n\r\n`,
    ));
    socket.once('data', (chunk) => {
      status = /^HTTP\/1\.1 (\d+)/.exec(chunk.toString('latin1'))?.[1] ?? status;
      socket.pause();
      if (status !== '200') socket.destroy();
    });
    socket.once('error', () => socket.destroy());
    socket.once('close', () => resolve(status));
    const look = setInterval(() => {
      if (!over && !socket.destroyed) return;
      clearInterval(look);
      socket.destroy();
    }, 200);
  }));
}

process.once('SIGTERM', () => {
  over = true;
  process.stdout.write(JSON.stringify(counts), () => process.exit(0));
});

// A connection that is cut while a picture is being sent breaks twice, the second time for nobody.
process.on('uncaughtException', (error) => {
  if (!error.syscall) throw error;
  count('uploads', error.code);
});

const own = visitor();
let stored;
while (!stored) {
  const answer = await send(own).catch(() => ({ status: 0 }));
  if (answer.status === 200) stored = JSON.parse(answer.bytes.toString());
  else await pause(500);
}
await Promise.all([
  ...Array.from({ length: READERS }, () => reader(`/api/documents/${stored.id}`, own.cookie)),
  ...Array.from({ length: UPLOADS }, (_, number) => uploads(number)),
  ...Array.from({ length: PASSWORDS }, () => passwords()),
]);
