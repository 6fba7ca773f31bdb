import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process';
import { appendFileSync, chmodSync, existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** The folder of the repository. */
export const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

const START_TIMEOUT = 120_000;

/** DOCKET_SERVER_BINARY, else whichever of release and debug was built last. */
export function serverBinary(): string {
  const named = process.env['DOCKET_SERVER_BINARY'];
  if (named) return path.resolve(named);
  const [newest] = ['release', 'debug']
    .map((profile) => path.join(ROOT, 'target', profile, 'server'))
    .filter((file) => existsSync(file))
    .sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs);
  if (!newest) throw new Error('There is no server to test: run script/build, or set DOCKET_SERVER_BINARY.');
  return newest;
}

/** A port nobody listens on. */
export async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve, reject) => {
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', resolve);
  });
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

/** A new empty folder that other users may enter: Postgres does not run as root. */
export function freshFolder(name: string): string {
  const folder = mkdtempSync(path.join(tmpdir(), `docket-${name}-`));
  chmodSync(folder, 0o755);
  return folder;
}

let keys: string | undefined;

/** The key file of servers with a database of their own; the demo makes one itself. */
function keyFile(): string {
  if (keys === undefined) {
    const folder = freshFolder('keys');
    process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
    keys = path.join(folder, 'keys');
    execFileSync(serverBinary(), ['admin', 'new-key', keys], { env: environment({}) });
  }
  return keys;
}

function environment(more: Record<string, string>): NodeJS.ProcessEnv {
  // What the developer configured for their own server must not reach this one.
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(DATABASE_URL|DOCKET_|LEPTOS_|RUST_LOG)/.test(name),
  );
  return {
    ...Object.fromEntries(inherited),
    LEPTOS_SITE_ROOT: process.env['DOCKET_SERVER_SITE'] ?? path.join(ROOT, 'target/site'),
    LEPTOS_OUTPUT_NAME: 'docket',
    ...('DATABASE_URL' in more ? { DOCKET_KEYS: keyFile() } : {}),
    ...more,
  };
}

/** Whoever names no database wants a demo, and says so. */
const demo = (env: Record<string, string>): string[] => ('DATABASE_URL' in env ? [] : ['--demo']);

/** Runs a command of the server and returns what it prints. */
export async function admin(words: string[], env: Record<string, string>): Promise<string> {
  const { stdout } = await promisify(execFile)(serverBinary(), ['admin', ...words, ...demo(env)], {
    cwd: ROOT,
    env: environment(env),
  });
  return stdout;
}

/** The Postgres of the tests, where databases can be made; without it each demo starts its own. */
const postgres = process.env['DOCKET_TEST_DATABASE_URL'] ?? '';

/** Runs a statement in the Postgres of the tests. */
async function sql(statement: string): Promise<void> {
  await promisify(execFile)('psql', ['--no-psqlrc', '--quiet', '--set=ON_ERROR_STOP=1', `--command=${statement}`, postgres]);
}

let databases = 0;

/** A server process with a data folder of its own, and a database of its own in the Postgres of the tests. */
export class Server {
  private readonly name: string;
  private ownFolder: string | undefined;
  /** Staff user name → first password, as printed at the first start. */
  readonly passwords: Record<string, string> = {};
  url = '';
  private child: ChildProcess | undefined;
  private readonly env: Record<string, string>;
  /** What the database in the Postgres of the tests is called, and whether it is there. */
  private database: string | undefined;
  private isMade = false;

  /** `ownPostgres`: as somebody starts a demo at home. */
  constructor(name: string, env: Record<string, string> = {}, { ownPostgres = false } = {}) {
    this.name = name;
    this.env = { ...env };
    if (postgres === '' || ownPostgres || 'DATABASE_URL' in env) return;
    databases += 1;
    this.database = `docket_${name.replaceAll('-', '_')}_${process.pid}_${databases}`;
    this.env['DOCKET_DEMO_DATABASE_URL'] = postgres.replace(/\/[^/]*$/, `/${this.database}`);
  }

  private async makeDatabase(): Promise<void> {
    if (this.database === undefined || this.isMade) return;
    await sql(`create database ${this.database}`);
    this.isMade = true;
  }

  /** Runs a command about this portal, which serves, and returns what it prints. */
  async admin(words: string[]): Promise<string> {
    return admin([...words, '--data-dir', path.join(this.folder, 'data')], this.env);
  }

  /** Its folder. Made when something needs it: a file of journeys is also read by who runs none of them. */
  get folder(): string {
    this.ownFolder ??= freshFolder(this.name);
    return this.ownFolder;
  }

  get log(): string {
    return path.join(this.folder, 'server.log');
  }

  /** Starts it; on the port it had before, if it ran before. */
  async start(): Promise<this> {
    await this.makeDatabase();
    const port = this.url === '' ? await freePort() : Number(new URL(this.url).port);
    const data = path.join(this.folder, 'data');
    const words = ['--listen', `127.0.0.1:${port}`, '--data-dir', data, ...demo(this.env)];
    const child = spawn(serverBinary(), words, {
      cwd: ROOT,
      env: environment(this.env),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child = child;
    process.once('exit', () => child.kill('SIGKILL'));
    let said = '';
    await new Promise<void>((resolve, reject) => {
      const fail = (why: string): void => reject(new Error(`The server ${why}:\n${said}`));
      const timer = setTimeout(() => fail('did not start in time'), START_TIMEOUT);
      const listen = (chunk: Buffer): void => {
        said += chunk.toString();
        appendFileSync(this.log, chunk);
        if (/ is ready at http/.test(said)) {
          clearTimeout(timer);
          resolve();
        }
      };
      child.stdout?.on('data', listen);
      child.stderr?.on('data', listen);
      child.once('error', (error) => fail(`could not be run (${error.message})`));
      child.once('exit', (code) => fail(`ended with ${code}`));
    });
    this.url = `http://127.0.0.1:${port}`;
    await answering(`${this.url}/readyz`);
    for (const [, name, password] of said.matchAll(/^ {2}(\S+) +(\S+)$/gm)) {
      if (name && password) this.passwords[name] = password;
    }
    return this;
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    const child = this.child;
    this.child = undefined;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill(signal);
    await ended;
  }

  /** As a power cut would. */
  async kill(): Promise<void> {
    await this.end('SIGKILL');
  }

  /** Stops it; it can be started again. */
  async stopAndKeep(): Promise<void> {
    await this.end('SIGTERM');
  }

  /** Stops it and forgets its data. */
  async stop(): Promise<void> {
    await this.end('SIGTERM');
    if (this.ownFolder !== undefined) rmSync(this.ownFolder, { recursive: true, force: true });
    this.ownFolder = undefined;
    if (this.isMade) await sql(`drop database ${this.database} with (force)`);
    this.isMade = false;
  }
}

async function answering(url: string): Promise<void> {
  const end = Date.now() + START_TIMEOUT;
  for (;;) {
    const answer = await fetch(url).catch(() => undefined);
    if (answer?.ok) return;
    if (Date.now() > end) throw new Error(`${url} does not answer`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
