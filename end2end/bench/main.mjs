// Measures the rows asked for and prints one table. Usage: node main.mjs ROW…; see script/bench.
import { availableParallelism, loadavg } from 'node:os';
import { corpus } from './corpus.mjs';
import { cost } from './cost.mjs';
import { sql } from './database.mjs';
import { early } from './early.mjs';
import { journey } from './journey.mjs';
import { memory } from './memory.mjs';
import { naughty } from './naughty.mjs';
import { page } from './page.mjs';
import { NotMeasured } from './processes.mjs';
import { table } from './rows.mjs';
import { queue } from './queue.mjs';
import { save } from './save.mjs';
import { size } from './size.mjs';
import { start } from './start.mjs';
import { storm } from './storm.mjs';
import { strangers } from './strangers.mjs';
import { upload } from './upload.mjs';

const ROWS = { page, cost, save, journey, upload, start, memory, size, early, queue, storm, strangers, corpus, naughty };

const load = loadavg()[0].toFixed(1);
const postgres = (await sql('show server_version;')).trim();
const rows = [];
let broken = false;
for (const name of process.argv.slice(2)) {
  const begun = performance.now();
  process.stderr.write(`── ${name}\n`);
  try {
    rows.push(...(await ROWS[name]()));
  } catch (error) {
    rows.push({ measure: name, value: 'not measured', why: error.message });
    if (!(error instanceof NotMeasured)) {
      broken = true;
      process.stderr.write(`${error.stack}\n`);
    }
  }
  process.stderr.write(`── ${name}: ${Math.round((performance.now() - begun) / 1000)} s\n`);
}
const connections = process.env.DOCKET_DATABASE_CONNECTIONS ?? '10, the default';
process.stdout.write(`
${availableParallelism()} cores, shared by server, Postgres and load; load average ${load} before the first row
Postgres ${postgres}, on disk; connections of the server: ${connections}

${table(rows)}`);
// Falling short is a figure; a measurement that broke is a fault.
process.exit(broken ? 1 : 0);
