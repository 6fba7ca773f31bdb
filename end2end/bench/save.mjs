// Saves of a step of the wizard against pgbench saying the same statements: 32 clients, each with a
// draft of its own, on the same Postgres.
import { pgbench, record, script, settle } from './database.mjs';
import { saveLoad, saveOnce } from './loads.mjs';
import { pause } from './processes.mjs';
import { withServer } from './portal.mjs';
import { ratio } from './rows.mjs';
import { wrk } from './wrk.mjs';

const TARGET = 0.6;
const SECONDS = 6;
// Asked of each connection when it leaves the pool and when it comes back.
const GUARD = /transaction_timestamp\(\) = statement_timestamp\(\)/;

/** What one save of each client says, without what the server says all the time: its job queue. */
async function statements(applicants) {
  const idle = new Set((await record(() => pause(1500))).map(({ text }) => text));
  const clients = [];
  const said = await record(async () => {
    for (const applicant of applicants) {
      await saveOnce(applicant);
      // What a connection is asked when it comes back must not stand among the next client's.
      await pause(20);
    }
  });
  const own = said.filter(({ text }) => !idle.has(text) && !GUARD.test(text));
  const length = own.length / applicants.length;
  for (let at = 0; at < own.length; at += length) clients.push(own.slice(at, at + length));
  const texts = clients[0].map(({ text }) => text.toLowerCase());
  if (!texts.some((text) => text.startsWith('update draft')) || texts.at(-1) !== 'commit') {
    throw new Error(`a save was not understood:\n${texts.join('\n')}`);
  }
  return clients;
}

/** With the guards, as the server says them: around each use of a connection. */
function guarded(client) {
  const guard = { text: 'select transaction_timestamp() = statement_timestamp()', values: [] };
  const begin = client.findIndex(({ text }) => /^begin/i.test(text));
  const before = client.slice(0, begin).flatMap((one) => [guard, one, guard]);
  return [...before, guard, ...client.slice(begin), guard];
}

export const save = () => withServer(async (server, { mailbox }) => {
  const { applicants, file } = await saveLoad(server, mailbox, { account: true });
  const clients = await statements(applicants);
  const plain = await script('bench_save', clients);
  const withGuards = await script('bench_save_guarded', clients.map(guarded));
  await wrk(server.url, file, { seconds: 2, threads: 32 });
  let [ours, reference, guards] = [0, 0, 0];
  for (let turn = 0; turn < 2; turn += 1) {
    await settle();
    ours += (await wrk(server.url, file, { seconds: SECONDS, threads: 32 })).rate / 2;
    await settle();
    reference += (await pgbench(plain, SECONDS)) / 2;
    await settle();
    guards += (await pgbench(withGuards, SECONDS)) / 2;
  }
  return [
    { ...ratio('saving a step, against pgbench', ours, reference, TARGET), note: `${clients[0].length} statements, as recorded from the server` },
    ratio('  with the checks of connections', ours, guards),
  ];
});
