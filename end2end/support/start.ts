import { chmodSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { request } from '@playwright/test';
import { drawPictures } from './draw.ts';
import { filesLeft, jobsLeft, mailsLeft } from './leftovers.ts';
import { notedAddresses } from './run.ts';
import { Server, freePort, freshFolder } from './server.ts';
import { stateFile } from './staff-state.ts';

/** The folder of this run: other users may enter it, as Postgres does not run as root. */
function ownFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'docket-run-'));
  chmodSync(folder, 0o755);
  // Workers and servers are started after this and inherit it.
  process.env['END2END_FOLDER'] = folder;
  process.env['TMPDIR'] = folder;
  return folder;
}

/** Signs everybody on the staff of the demo in, once for all journeys that are not about that. */
async function signStaffIn(server: Server): Promise<void> {
  for (const [name, password] of Object.entries(server.passwords)) {
    const context = await request.newContext({
      baseURL: server.url,
      extraHTTPHeaders: { 'Sec-Fetch-Site': 'same-origin', Accept: 'application/json' },
    });
    const answer = await context.post('/api/staff_sign_in', { form: { user_name: name, password } });
    const { cookies } = await context.storageState({ path: stateFile(name) });
    await context.dispose();
    if (!answer.ok() || cookies.length === 0) throw new Error(`${name} cannot sign in: ${await answer.text()}`);
  }
}

/**
 * Starts the demo that the journeys share and draws the photos; returns how to end both, which fails
 * when something is left behind.
 */
export default async function start(): Promise<() => Promise<void>> {
  const before = process.env['TMPDIR'];
  const folder = ownFolder();
  const pictures = freshFolder('pictures');
  const internal = `127.0.0.1:${await freePort()}`;
  const server = new Server('demo', { DOCKET_INTERNAL_LISTEN: internal }, { ownPostgres: true });
  const end = async (): Promise<void> => {
    const results = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../test-results');
    mkdirSync(results, { recursive: true });
    if (existsSync(server.log)) copyFileSync(server.log, path.join(results, 'server.log'));
    await server.stop();
    rmSync(pictures, { recursive: true, force: true });
  };
  const forget = (): void => {
    rmSync(folder, { recursive: true, force: true });
    if (before === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = before;
  };
  try {
    await Promise.all([drawPictures(pictures), server.start()]);
    await signStaffIn(server);
  } catch (error) {
    await end().catch(() => undefined);
    forget();
    throw error;
  }
  process.env['END2END_URL'] = server.url;
  process.env['END2END_PASSWORDS'] = JSON.stringify(server.passwords);
  process.env['END2END_PICTURES'] = pictures;
  return async () => {
    const left = await jobsLeft(`http://${internal}`).catch((error: unknown) => [String(error)]);
    left.push(...mailsLeft(path.join(server.folder, 'data/outbox'), notedAddresses()));
    await end();
    left.push(...filesLeft(folder));
    forget();
    if (left.length > 0) throw new Error(`The journeys leave behind:\n${left.join('\n')}`);
  };
}
