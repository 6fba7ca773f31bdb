// A release server with a data folder of its own, and what the system says about its memory.
import { execFileSync } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort, pause, run, start, stop } from './processes.mjs';

export const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
export const FOLDER = process.env.BENCH_FOLDER;
const BINARY = path.resolve(ROOT, process.env.DOCKET_SERVER_BINARY ?? 'target/release/server');
const SITE = path.resolve(ROOT, process.env.DOCKET_SERVER_SITE ?? 'target/site');

/** The keys of all servers of the run. */
function keyFile() {
  const file = path.join(FOLDER, 'keys');
  if (!existsSync(file)) execFileSync(BINARY, ['admin', 'new-key', file]);
  return file;
}

function environment(more) {
  // What the developer configured for their own server must not reach this one; how many
  // connections it keeps may be tried out.
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(DOCKET_|LEPTOS_|RUST_LOG)/.test(name) || name === 'DOCKET_DATABASE_CONNECTIONS',
  );
  return {
    ...Object.fromEntries(inherited),
    // Each client comes from addresses of its own, so limits per address stay as they are.
    DOCKET_TRUSTED_PROXIES: '127.0.0.1',
    DOCKET_KEYS: keyFile(),
    DOCKET_SENDER: 'Docket <no-reply@portal.example>',
    // Another program that works through a queue of its own; see journey.mjs.
    DOCKET_TEXT_READER: 'off',
    ...more,
  };
}

const answers = (url) =>
  new Promise((resolve) => {
    get(url, { agent: false }, (answer) => {
      answer.resume();
      resolve(answer.statusCode === 200);
    }).once('error', () => resolve(false));
  });

export class Server {
  /** `env` names at least the mail server: DOCKET_SMTP_URL. `build` is the binary and the site. */
  constructor(env, { binary = BINARY, site = SITE } = {}) {
    this.binary = path.resolve(ROOT, binary);
    this.env = { DOCKET_SITE_ROOT: path.resolve(ROOT, site), ...env };
    this.folder = mkdtempSync(path.join(FOLDER, 'server-'));
  }

  /** Starts it; returns after how many milliseconds it was ready. */
  async start() {
    const port = await freePort();
    this.url = `http://127.0.0.1:${port}`;
    const words = ['--listen', `127.0.0.1:${port}`, '--data-dir', path.join(this.folder, 'data')];
    const log = path.join(this.folder, 'server.log');
    const begun = performance.now();
    // Straight into a file: passing its lines on would take time from what is measured.
    const lines = openSync(log, 'a');
    this.child = start(this.binary, words, { cwd: ROOT, env: environment(this.env), stdio: ['ignore', lines, lines] });
    closeSync(lines);
    let over = false;
    this.child.ended.then(() => { over = true; });
    while (!(await answers(`${this.url}/readyz`))) {
      if (over || performance.now() - begun > 60_000) {
        throw new Error(`the server did not start:\n${readFileSync(log, 'utf8').slice(-2000)}`);
      }
      await pause(1);
    }
    return performance.now() - begun;
  }

  /** Stops it and forgets its files. */
  async stop() {
    await stop(this.child);
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Runs one of its admin commands. */
  async admin(...words) {
    mkdirSync(path.join(this.folder, 'data'), { recursive: true });
    return run(this.binary, ['admin', ...words, '--data-dir', path.join(this.folder, 'data')], {
      cwd: ROOT,
      env: environment(this.env),
    });
  }

  /** What it has said so far. */
  log() {
    return readFileSync(path.join(this.folder, 'server.log'), 'utf8');
  }

  /** Seconds of CPU since the start, of all its threads. */
  cpu() {
    const stat = readFileSync(`/proc/${this.child.pid}/stat`, 'utf8');
    const [user, system] = stat.slice(stat.lastIndexOf(')') + 2).split(' ').slice(11, 13);
    return (Number(user) + Number(system)) / 100;
  }

  #memory(name) {
    const text = readFileSync(`/proc/${this.child.pid}/status`, 'utf8');
    return Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text)?.[1]) * 1024;
  }

  /** Resident memory now, in bytes. */
  resident() {
    return this.#memory('VmRSS');
  }

  /** The most it was since the start, or since `forgetPeak`, in bytes. */
  peak() {
    return this.#memory('VmHWM');
  }

  forgetPeak() {
    writeFileSync(`/proc/${this.child.pid}/clear_refs`, '5');
  }
}
