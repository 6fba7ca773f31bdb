// A page of the wizard, drawn by the server, against a static route that sends the same bytes.
import { writeFileSync } from 'node:fs';
import { get } from 'node:http';
import path from 'node:path';
import { example } from './examples.mjs';
import { PAGE, pageLoad, pageRequests } from './loads.mjs';
import { NotMeasured, freePort, pause, start, stop } from './processes.mjs';
import { withServer } from './portal.mjs';
import { half, ratio } from './rows.mjs';
import { FOLDER } from './server.mjs';
import { wrk } from './wrk.mjs';

const TARGET = 0.4;
const SECONDS = 5;

const answers = (url) => new Promise((resolve) => {
  get(url, { agent: false }, (answer) => answer.resume().once('end', () => resolve(true))).once('error', () => resolve(false));
});

/** Serves a copy of an answer; returns the address and the process. */
async function copy(answer) {
  const head = [];
  for (let at = 0; at < answer.head.length; at += 2) head.push(`${answer.head[at]}: ${answer.head[at + 1]}\r\n`);
  const file = path.join(FOLDER, `answer-${answer.bytes.length}`);
  writeFileSync(file, Buffer.concat([Buffer.from(`HTTP/1.1 200 OK\r\n${head.join('')}\r\n`, 'latin1'), answer.bytes]));
  const address = `127.0.0.1:${await freePort()}`;
  const child = start(example('static_route'), [address, file], { stdio: 'ignore' });
  for (let tries = 0; !(await answers(`http://${address}/page`)); tries += 1) {
    if (tries > 200) throw new Error('static_route did not start');
    await pause(10);
  }
  return { url: `http://${address}`, child };
}

/** Two turns each, so that what else the machine does meets both. */
async function compare(server, visitor, coding, measure, target) {
  const answer = await visitor.page(PAGE, { 'Accept-Encoding': coding });
  const ours = pageRequests(visitor, PAGE, coding);
  await wrk(server.url, ours, { seconds: 2 });
  let reference;
  try {
    reference = await copy(answer);
  } catch (error) {
    if (!(error instanceof NotMeasured)) throw error;
    const { rate } = await wrk(server.url, ours, { seconds: SECONDS });
    return half(measure, rate, target, error.message);
  }
  const theirs = pageRequests(visitor, '/page', coding);
  const sums = [0, 0];
  for (let turn = 0; turn < 2; turn += 1) {
    const both = [await wrk(server.url, ours, { seconds: SECONDS }), await wrk(reference.url, theirs, { seconds: SECONDS })];
    for (const [side, { rate, bytes, requests }] of both.entries()) {
      if (bytes < requests * answer.bytes.length * 0.95) throw new Error('wrk did not get the page that was copied');
      sums[side] += rate / 2;
    }
  }
  await stop(reference.child);
  return ratio(`${measure}, ${answer.bytes.length} bytes`, sums[0], sums[1], target);
}

export const page = () => withServer(async (server) => {
  const { visitor } = await pageLoad(server, { account: true });
  return [
    await compare(server, visitor, 'identity', `wizard page ${PAGE}`, TARGET),
    await compare(server, visitor, 'br', '  the same as brotli'),
  ];
});
