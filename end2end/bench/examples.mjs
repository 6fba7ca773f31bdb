// The references that are programs of the workspace, in server/examples.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { NotMeasured, run } from './processes.mjs';
import { ROOT } from './server.mjs';

/** The built example; a row that needs it is not measured without it. */
export function example(name) {
  const file = path.resolve(ROOT, process.env.BENCH_EXAMPLES ?? 'target/release/examples', name);
  if (!existsSync(file)) throw new NotMeasured(`${name} is not built: cargo build --release --package server --example ${name}`);
  return file;
}

/** The rate an example prints after some seconds; `{ why }` when it is not built. */
async function ceiling(name, words) {
  try {
    return { rate: Number(await run(example(name), words)) };
  } catch (error) {
    if (!(error instanceof NotMeasured)) throw error;
    return { why: error.message };
  }
}

/** How many passwords a second the machine hashes. */
export const hashes = (seconds) => ceiling('argon2_ceiling', [String(seconds)]);

/** How many of these pictures a second it decodes and encodes again. */
export const pictures = (seconds, files) => ceiling('picture_ceiling', [String(seconds), ...files]);
