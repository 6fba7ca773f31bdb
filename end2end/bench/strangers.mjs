// An applicant and a member of staff who signs in, alone and beside one hostile client: what they
// wait for, what the server takes of memory and disk.
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Applicant } from './applicant.mjs';
import { pause, start, stop } from './processes.mjs';
import { drawPictures } from './pictures.mjs';
import { withPortal } from './portal.mjs';
import { MIB, at, atMost, mib, milliseconds } from './rows.mjs';
import { Visitor } from './visitor.mjs';

const SECONDS = 40;
const SLOWER = 3;
const MEMORY = 120 * MIB;
/** What strangers from one network may keep of pictures that are not sent, by default. */
const DISK = 200 * MIB;
/** What somebody needs to look at a page, in ms. */
const LOOK = 100;

/** A visitor whose requests are timed. */
class Timed extends Visitor {
  constructor(url, times) {
    super(url);
    this.times = times;
  }

  async send(...request) {
    const begun = performance.now();
    const answer = await super.send(...request);
    this.times.push(performance.now() - begun);
    await pause(LOOK);
    return answer;
  }
}

/** Whole registrations, one after the other; whatever is refused is a fault. */
async function applicant(server, { mailbox, pictures }, end) {
  const times = [];
  while (performance.now() < end) {
    await new Applicant(new Timed(server.url, times), { mailbox, pictures, autosave: true }).register();
  }
  return times;
}

/** The password at the staff's door, again and again; the code is not asked for. */
async function staff(server, { user_name, password }, end) {
  const times = [];
  while (performance.now() < end) {
    const visitor = new Visitor(server.url);
    const begun = performance.now();
    await visitor.post('staff_sign_in', { user_name, password, next: '' });
    times.push(performance.now() - begun);
    await pause(2 * LOOK);
  }
  return times;
}

/** Both, for a while: what each waited. */
async function honest(server, ready) {
  const end = performance.now() + SECONDS * 1000;
  const [registering, signingIn] = await Promise.all([applicant(server, ready, end), staff(server, ready.member, end)]);
  return { registering, signingIn };
}

function compared(measure, alone, beside) {
  const [before, after] = [at(alone, 0.99), at(beside, 0.99)];
  return {
    ...atMost(measure, after / before, SLOWER, (ratio) => `${ratio.toFixed(2)} ×`),
    ours: milliseconds(after),
    reference: milliseconds(before),
    note: `${alone.length} and ${beside.length} requests; median ${milliseconds(at(alone, 0.5))} alone, ${milliseconds(at(beside, 0.5))} beside`,
  };
}

/** Bytes of files below a folder. */
const disk = (folder) => Number(execFileSync('du', ['--summarize', '--bytes', folder], { encoding: 'utf8' }).split(/\s/)[0]);

/** The hostile client at work: it has another machine of its own, so here it comes last. */
function hostile(server, picture) {
  const program = path.join(path.dirname(fileURLToPath(import.meta.url)), 'strangers-hostile.mjs');
  const child = start('nice', ['-n', '19', process.execPath, program, server.url, picture]);
  let said = '';
  let failed = '';
  child.stdout.on('data', (chunk) => { said += chunk; });
  child.stderr.on('data', (chunk) => { failed += chunk; });
  return async () => {
    await stop(child);
    if (!said) throw new Error(`the hostile client ended:\n${failed.slice(-2000)}`);
    return said;
  };
}

export const strangers = async () => {
  const { cards, largeFile } = await drawPictures();
  return withPortal('bench_strangers', async (server, { mailbox, officer }) => {
    const ready = { mailbox, pictures: cards, member: { user_name: officer.name, password: officer.password } };
    const data = path.join(server.folder, 'data');
    // What a server of some age has in memory: each kind of work was done once.
    await new Applicant(new Visitor(server.url), { mailbox, pictures: cards }).register();
    await pause(2000);
    const idle = server.resident();
    server.forgetPeak();
    const alone = await honest(server, ready);
    const peakAlone = server.peak();
    await pause(2000);
    server.forgetPeak();
    const [before, sent] = [disk(data), alone.registering.length];
    const end = hostile(server, largeFile);
    // Until all of it is under way.
    await pause(4000);
    const beside = await honest(server, ready);
    const peak = server.peak();
    const answered = await end();
    const used = disk(data) - before;
    return [
      compared('an applicant beside a hostile client, p99', alone.registering, beside.registering),
      compared('  staff at their door, p99', alone.signingIn, beside.signingIn),
      {
        ...atMost('  memory at most, over idle', peak - idle, MEMORY, mib),
        note: `idle ${mib(idle)}, peak ${mib(peak)}; without the hostile client ${mib(peakAlone)}`,
      },
      {
        ...atMost('  files kept for it', used, DISK, mib),
        note: `those of the honest applicant among them (${sent} requests); answers by status: ${answered}`,
      },
    ];
  }, { DOCKET_LOG: 'warn' });
};
