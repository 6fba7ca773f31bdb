// Saves a picture of every page, for people to look at: 390 and 1280 pixels wide, three languages,
// light and dark. Usage: node end2end/shots.mjs DIR
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const [directory] = process.argv.slice(2);
if (!directory) {
  console.error('Usage: node end2end/shots.mjs DIR');
  process.exit(2);
}
mkdirSync(directory, { recursive: true });
const here = path.dirname(fileURLToPath(import.meta.url));
const { status } = spawnSync('npx', ['--no-install', 'playwright', 'test', '--config=shots/playwright.config.ts'], {
  cwd: here,
  stdio: 'inherit',
  env: { ...process.env, SHOTS: path.resolve(directory) },
});
process.exit(status ?? 1);
