// The Postgres of the run: statements for it, what it logs, and pgbench against it.
import { closeSync, openSync, readSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pause, program, run } from './processes.mjs';
import { FOLDER } from './server.mjs';

const OWN = process.env.DATABASE_URL;
const LOG = process.env.BENCH_POSTGRES_LOG;
const tool = (name) => program(name, [process.env.BENCH_POSTGRES_BIN ?? '']);

/** Runs SQL and returns what it prints, unaligned. */
export const sql = (text, database = OWN) =>
  run(tool('psql'), ['--no-psqlrc', '--quiet', '--tuples-only', '--no-align', '--set=ON_ERROR_STOP=1', database], { input: text });

/** An empty database beside the one of the run; returns its address. */
export async function another(name) {
  await sql(`create database ${name};`);
  return OWN.replace(/[^/]*$/, name);
}

export const quoted = (text) => (text === null ? 'null' : `'${text.replaceAll("'", "''")}'`);

/** Both sides of a comparison begin with tables and log in the same state. */
export const settle = () => sql('vacuum draft;\nvacuum session;\ncheckpoint;');

function logged(from) {
  const bytes = Buffer.alloc(statSync(LOG).size - from);
  const file = openSync(LOG, 'r');
  readSync(file, bytes, 0, bytes.length, from);
  closeSync(file);
  // An entry goes on in lines that begin with a tab.
  return bytes.toString().replaceAll('\n\t', '\n ').split(/\n(?=\S)/);
}

const parameters = (text) =>
  [...text.matchAll(/\$\d+ = (?:NULL|'((?:[^']|'')*)')/g)].map(([, value]) => value?.replaceAll("''", "'") ?? null);

/** Records every statement that reaches the database while `act` runs: [{ text, values }]. */
export async function record(act) {
  await sql("alter system set log_statement = 'all';\nselect pg_reload_conf();");
  await pause(300);
  const from = statSync(LOG).size;
  await act();
  // What a connection says when it goes back to the pool comes after the answer.
  await pause(100);
  const entries = logged(from);
  await sql('alter system reset log_statement;\nselect pg_reload_conf();');
  await pause(300);
  const statements = [];
  for (const entry of entries) {
    const said = /\[\d+\] LOG: +(?:statement|execute [^:]+): (.*)/s.exec(entry)?.[1];
    const values = /\[\d+\] DETAIL: +parameters: (.*)/is.exec(entry)?.[1];
    if (said) statements.push({ text: said.trim().replace(/;$/, ''), values: [] });
    else if (values && statements.length) statements.at(-1).values = parameters(values);
  }
  return statements.filter(({ text }) => !/alter system|pg_reload_conf/.test(text));
}

/**
 * Turns what several clients were recorded to say into a pgbench script in which each client says
 * its own, and returns the script's file. `clients`: per client the statements, the same for all.
 */
export async function script(name, clients) {
  const [first] = clients;
  const texts = JSON.stringify(first.map(({ text }) => text));
  if (clients.some((one) => JSON.stringify(one.map(({ text }) => text)) !== texts)) {
    throw new Error('the clients did not all say the same statements');
  }
  const columns = [];
  const lines = first.map(({ text, values }, at) => {
    values.forEach((value, index) => {
      if (value !== null) columns.push({ name: `v${at}_${index + 1}`, at, index });
    });
    return `${text.replace(/\$(\d+)/g, (_, number) => (values[number - 1] === null ? 'null' : `:v${at}_${number}`))};`;
  });
  const rows = clients.map((one, client) =>
    `(${client}, ${columns.map(({ at, index }) => quoted(one[at].values[index])).join(', ')})`);
  await sql(`
    drop table if exists ${name};
    create table ${name} (client integer primary key, ${columns.map((column) => `${column.name} text`).join(', ')});
    insert into ${name} values ${rows.join(',\n')};`);
  const file = path.join(FOLDER, `${name}.sql`);
  // Variables of a client outlive its transaction: its own values are fetched once.
  writeFileSync(file, `\\if :ready = 0
select ${columns.map((column) => column.name).join(', ')} from ${name} where client = :client_id \\gset
\\set ready 1
\\endif
${lines.join('\n')}
`);
  return file;
}

/** Runs a script with 32 clients; returns transactions a second. */
export async function pgbench(file, seconds) {
  const said = await run(tool('pgbench'), [
    '--no-vacuum', '--protocol=prepared', '--client=32', '--jobs=2', `--time=${seconds}`, '--define=ready=0', `--file=${file}`, OWN,
  ]);
  const failed = Number(/failed transactions: (\d+)/.exec(said)?.[1] ?? 0);
  if (failed > 0) throw new Error(`pgbench: ${failed} transactions failed`);
  return Number(/tps = ([\d.]+)/.exec(said)?.[1]);
}
