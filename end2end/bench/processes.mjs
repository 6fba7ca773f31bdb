// Programs the measurements start: all of them end when this process ends, however it ends.
import { execFile, spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { promisify } from 'node:util';

const running = new Set();

process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(130));

/** What a row throws when it cannot be measured here; the table says why. */
export class NotMeasured extends Error {}

export const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Starts a program that stays. */
export function start(program, words, options = {}) {
  const child = spawn(program, words, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
  running.add(child);
  child.ended = new Promise((resolve) => {
    child.once('exit', (code, signal) => {
      running.delete(child);
      resolve({ code, signal });
    });
    child.once('error', () => {
      running.delete(child);
      resolve({ code: null, signal: null });
    });
  });
  return child;
}

/** Asks a program to end and waits until it has. */
export async function stop(child) {
  if (!child || !running.has(child)) return;
  child.kill('SIGTERM');
  await Promise.race([child.ended, pause(8000)]);
  if (running.has(child)) child.kill('SIGKILL');
  await child.ended;
}

/** Runs a program to its end and returns what it printed. */
export async function run(program, words, { input, ...options } = {}) {
  const started = promisify(execFile)(program, words, { maxBuffer: 64 * 1024 * 1024, ...options });
  running.add(started.child);
  started.child.stdin.on('error', () => undefined);
  started.child.stdin.end(input ?? '');
  try {
    return (await started).stdout;
  } catch (error) {
    throw new Error(`${path.basename(program)}: ${(error.stderr || error.message).trim().slice(-2000)}`);
  } finally {
    running.delete(started.child);
  }
}

/** The path of a program; a row that needs it is not measured without it. */
export function program(name, more = []) {
  const folders = [...(process.env.PATH ?? '').split(':'), ...more];
  for (const folder of folders.filter(Boolean)) {
    const file = path.join(folder, name);
    try {
      accessSync(file, constants.X_OK);
      return file;
    } catch { /* the next one */ }
  }
  throw new NotMeasured(`${name} is not installed`);
}

/** A port nobody listens on. */
export async function freePort() {
  const probe = createServer();
  await new Promise((resolve, reject) => probe.once('error', reject).listen(0, '127.0.0.1', resolve));
  const { port } = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
