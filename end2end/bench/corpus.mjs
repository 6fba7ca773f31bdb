// Hostile pictures, one after the other and several at once: those that Pillow's authors test their
// decoders with, and files written to hurt one. None may end a request without an answer.
import { existsSync, mkdirSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { Applicant } from './applicant.mjs';
import { hostile } from './hostile.mjs';
import { drawPictures } from './pictures.mjs';
import { NotMeasured, program, run } from './processes.mjs';
import { withServer } from './portal.mjs';
import { MIB, at, atMost, mib, milliseconds } from './rows.mjs';
import { FOLDER } from './server.mjs';
import { Visitor, multipart } from './visitor.mjs';

const LIMIT = 5 * 1024 * 1024;
const AT_ONCE = 16;
const MEMORY = 640 * MIB;

const below = (folder) => readdirSync(folder, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => path.join(entry.parentPath ?? entry.path, entry.name));

/** The test images in the source package of Pillow, as PyPI has it. */
async function pillow() {
  const folder = path.join(FOLDER, 'pillow');
  if (!existsSync(folder)) {
    mkdirSync(folder);
    try {
      await run(program('python3'), ['-m', 'pip', 'download', '--quiet', '--no-deps', '--no-binary', 'pillow', '--dest', folder, 'pillow']);
    } catch (error) {
      throw new NotMeasured(`Pillow's source package cannot be had: ${error.message.split('\n').at(-1)}`);
    }
    const [archive] = readdirSync(folder);
    await run(program('tar'), ['--extract', '--gzip', '--file', path.join(folder, archive), '--directory', folder, '--wildcards', '*/Tests/images/*']);
  }
  return below(folder)
    .filter((file) => file.includes('/Tests/images/'))
    .map((file) => ({ name: path.basename(file), bytes: readFileSync(file) }));
}

/** Sends files until none is left; returns what came of each. */
async function send(visitor, files, outcomes) {
  for (let file = files.pop(); file; file = files.pop()) {
    const { type, body } = multipart('portrait', file.bytes);
    const begun = performance.now();
    const answer = await visitor
      .send('POST', '/api/uploads', { Accept: 'application/json', 'Content-Type': type }, body)
      .catch((error) => ({ status: 0, bytes: Buffer.from(error.message) }));
    outcomes.push({ name: file.name, status: answer.status, time: performance.now() - begun });
  }
}

export const corpus = async () => {
  const { cards } = await drawPictures();
  const theirs = await pillow();
  const ours = hostile(cards.portrait, LIMIT);
  return withServer(async (server) => {
    const visitors = await Promise.all(Array.from({ length: AT_ONCE }, async () => {
      const visitor = new Visitor(server.url);
      await new Applicant(visitor).begin();
      return visitor;
    }));
    server.forgetPeak();
    const outcomes = [];
    const files = [...theirs, ...ours];
    await Promise.all(visitors.map((visitor) => send(visitor, files, outcomes)));
    const peak = server.peak();
    // It still takes what is good.
    await visitors[0].upload('portrait', cards.portrait);
    const panics = server.log().match(/panicked/g)?.length ?? 0;
    const lost = outcomes.filter(({ status }) => status === 0 || status >= 500);
    const kept = outcomes.filter(({ status }) => status === 200).length;
    const slowest = outcomes.reduce((one, other) => (other.time > one.time ? other : one));
    const halves = outcomes.filter(({ name, status }) => status === 200 && /^(cut|half)-/.test(name));
    const count = (number) => String(number);
    return [
      { ...atMost(`${outcomes.length} hostile pictures: panics`, panics, 0, count), target: '0', met: panics === 0 },
      {
        ...atMost('  without an answer, or with one of 5xx', lost.length, 0, count),
        target: '0',
        met: lost.length === 0,
        note: `${theirs.length} of Pillow's, ${ours.length} of ours; ${kept} were pictures that can be kept, the others refused`
          + (lost.length ? `; lost: ${lost.slice(0, 5).map(({ name, status }) => `${name} (${status})`).join(', ')}` : ''),
      },
      { ...atMost('  half a picture that was kept', halves.length, 0, count), target: '0', met: halves.length === 0 },
      atMost('  memory, peak', peak, MEMORY, mib),
      { ...atMost('  slowest answer', slowest.time, undefined, milliseconds), note: `${slowest.name}; 99 of 100 within ${milliseconds(at(outcomes.map(({ time }) => time), 0.99))}, ${AT_ONCE} at once` },
    ];
  });
};
