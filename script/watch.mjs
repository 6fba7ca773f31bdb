// Serves the portal built for development, builds it again whenever a file of it changes, and has
// open pages reload. Usage: node script/watch.mjs [FLAGS OF THE SERVER…], from script/dev.
import { spawn } from 'node:child_process';
import { watch } from 'node:fs';
import { createRequire } from 'node:module';

// Installed with everything else that comes from npm.
const { WebSocketServer } = createRequire(new URL('../end2end/package.json', import.meta.url))('ws');

const WATCHED = ['Cargo.toml', 'Cargo.lock', '.cargo', '.sqlx', 'domain', 'backend', 'app', 'frontend',
  'server/src', 'server/Cargo.toml', 'style', 'public', 'migrations'];
/** Editors write a file in several steps; in ms. */
const PAUSE = 200;

// What the pages of a server with LEPTOS_WATCH listen to: `AutoReload` of Leptos.
const pages = new WebSocketServer({ host: '127.0.0.1', port: 3001, path: '/live_reload' });
pages.once('error', ({ code, message }) => {
  console.error(code === 'EADDRINUSE' ? 'Port 3001 is taken: does another script/dev run?' : message);
  process.exit(1);
});
const tell = (what) => pages.clients.forEach((page) => page.send(JSON.stringify(what)));

let server;
function serve() {
  const env = { ...process.env, LEPTOS_WATCH: 'yes' };
  server = spawn('target/debug/server', process.argv.slice(2), { stdio: ['ignore', 'pipe', 'inherit'], env });
  const started = server;
  started.stdout.on('data', (chunk) => {
    process.stdout.write(chunk);
    if (/ is ready at http/.test(chunk)) tell({ all: 'reload' });
  });
  started.once('exit', (code) => {
    // Left by itself: a wrong setting, or a fault somebody is about to mend.
    if (server === started) console.error(`── The server ended (${code ?? 'killed'}); the next change starts it again.`);
  });
}

async function stop() {
  const running = server;
  server = undefined;
  if (!running || running.exitCode !== null || running.signalCode !== null) return;
  const ended = new Promise((resolve) => running.once('exit', resolve));
  running.kill('SIGTERM');
  await ended;
}

const build = () =>
  new Promise((resolve) => {
    spawn('script/build', { stdio: 'inherit' }).once('exit', (code) => resolve(code === 0));
  });

/** What has changed since the last build that worked. */
const changed = new Set();
let outdated = false;
let timer;
let building = false;
async function rebuild() {
  if (building) return;
  building = true;
  while (outdated) {
    outdated = false;
    if (!(await build())) continue;
    const places = [...changed];
    // What changed meanwhile is built, and shown, with the next.
    if (!outdated) changed.clear();
    if (places.every((place) => place === 'style')) {
      tell({ css: 'pkg/docket.css' });
    } else {
      await stop();
      serve();
    }
  }
  building = false;
}

for (const place of WATCHED) {
  watch(place, { recursive: true }, () => {
    changed.add(place);
    outdated = true;
    clearTimeout(timer);
    timer = setTimeout(rebuild, PAUSE);
  });
}
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, async () => {
    await stop();
    process.exit();
  });
}
serve();
