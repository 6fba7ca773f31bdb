// wrk with load.lua: the same client for both sides of a ratio.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { program, run } from './processes.mjs';
import { FOLDER, ROOT } from './server.mjs';

const LUA = path.join(ROOT, 'end2end/bench/load.lua');
let counted = 0;

/** A text as Lua writes it. */
const lua = (value) => {
  if (typeof value === 'number') return String(value);
  const bytes = [...Buffer.from(value)];
  return `"${bytes.map((byte) => (byte >= 32 && byte < 127 && byte !== 34 && byte !== 92 ? String.fromCharCode(byte) : `\\${String(byte).padStart(3, '0')}`)).join('')}"`;
};

const table = (entries) => `{ ${Object.entries(entries).map(([name, value]) => `[${lua(name)}] = ${typeof value === 'object' ? table(value) : lua(value)}`).join(', ')} }`;

/** Writes requests for load.lua: [{ method, path, headers, body or body_file, addresses }]. */
export function requests(list) {
  counted += 1;
  const file = path.join(FOLDER, `requests-${counted}.lua`);
  writeFileSync(file, `return {\n${list.map((one) => table({ addresses: 1, ...one })).join(',\n')}\n}\n`);
  return file;
}

/** Sends them for some seconds over 32 connections. Returns what load.lua prints, and `rate`. */
export async function wrk(url, file, { seconds, threads = 2, timeout = 10 }) {
  const said = await run(program('wrk'), [
    `--threads=${threads}`, '--connections=32', `--duration=${seconds}s`, `--timeout=${timeout}s`, '--latency', `--script=${LUA}`, url,
    '--', file, String(threads),
  ]);
  const result = JSON.parse(/^RESULT (.*)$/m.exec(said)?.[1] ?? 'null');
  if (!result) throw new Error(`wrk said nothing to understand:\n${said}`);
  if (result.refused + result.broken > 0) {
    throw new Error(`of ${result.requests} requests ${result.refused} were refused and ${result.broken} broke off`);
  }
  return { ...result, rate: result.requests / result.seconds };
}
