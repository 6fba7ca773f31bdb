import { copyFileSync, mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { drawPictures } from './draw.ts';
import { Server, freshFolder } from './server.ts';

/** Starts the demo that the journeys share and draws the photos; returns how to end both. */
export default async function start(): Promise<() => Promise<void>> {
  const pictures = freshFolder('pictures');
  const server = new Server('demo');
  const end = async (): Promise<void> => {
    const results = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../test-results');
    mkdirSync(results, { recursive: true });
    copyFileSync(server.log, path.join(results, 'server.log'));
    await server.stop();
    rmSync(pictures, { recursive: true, force: true });
  };
  try {
    await drawPictures(pictures);
    await server.start();
  } catch (error) {
    await end().catch(() => undefined);
    throw error;
  }
  // Workers are started after this and inherit it.
  process.env['END2END_URL'] = server.url;
  process.env['END2END_PASSWORDS'] = JSON.stringify(server.passwords);
  process.env['END2END_PICTURES'] = pictures;
  return end;
}
