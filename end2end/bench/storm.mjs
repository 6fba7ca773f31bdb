// Two hundred people sign in at the same moment while supervisors look at their figures, with a
// million cases in the database.
import { sql } from './database.mjs';
import { Applicant } from './applicant.mjs';
import { million } from './million.mjs';
import { pause } from './processes.mjs';
import { withServer } from './portal.mjs';
import { at, atMost, milliseconds } from './rows.mjs';
import { newStaff } from './staff.mjs';
import { Visitor, form } from './visitor.mjs';

const PEOPLE = 200;
const ROUNDS = 5;
const SUPERVISORS = 4;
const LIMIT = 250;
const PASSWORD = '石榴-Kettle-七里-Harbour-42';

/** Accounts that share the password of one registered over HTTP: only its hash can be copied. */
async function accounts(server) {
  const one = new Applicant(new Visitor(server.url));
  await one.begin();
  await one.basic();
  const name = one.who.basic.user_name;
  await sql(`
    insert into account (id, user_name, password_hash, language, created_at, opened_at)
    select gen_random_uuid(), 'storm.' || n, password_hash, language, created_at, created_at
    from account, generate_series(1, ${PEOPLE}) n where user_name = '${name}'
    on conflict do nothing;`);
}

/** Signs in, and again as the server says when it is busy; returns after how many milliseconds. */
async function signIn(url, user_name) {
  const begun = performance.now();
  const visitor = new Visitor(url);
  const type = { Accept: 'application/json', 'Content-Type': 'application/x-www-form-urlencoded' };
  for (let turned = 0; turned < 60; turned += 1) {
    const answer = await visitor.send('POST', '/api/sign_in', type, form({ user_name, password: PASSWORD, next: '' }));
    if (answer.status === 200 && visitor.cookie) return { time: performance.now() - begun, turned };
    if (answer.status !== 503) throw new Error(`sign-in answered ${answer.status}: ${answer.bytes.toString().slice(0, 200)}`);
    await pause(1000 * Number(answer.headers['retry-after'] ?? 1));
  }
  throw new Error('signing in was refused for a minute');
}

/** Looks again and again until told to stop; returns how long each look took. */
async function watch(staff, stop) {
  const times = [];
  while (!stop.now) {
    const begun = performance.now();
    await staff.page('/staff/figures');
    times.push(performance.now() - begun);
    await pause(20);
  }
  return times;
}

export const storm = () => withServer(async (server) => {
  await million();
  await accounts(server);
  const staff = await Promise.all(Array.from({ length: SUPERVISORS }, () => newStaff(server, 'supervisor')));
  const quiet = { now: false };
  const calm = Promise.all(staff.map((one) => watch(one, quiet)));
  await pause(3000);
  quiet.now = true;
  const before = (await calm).flat();
  const stop = { now: false };
  const looks = Promise.all(staff.map((one) => watch(one, stop)));
  const signedInAt = [];
  let turnedAway = 0;
  try {
    for (let round = 0; round < ROUNDS; round += 1) {
      const all = await Promise.all(Array.from({ length: PEOPLE }, (_, n) => signIn(server.url, `storm.${n + 1}`)));
      signedInAt.push(...all.map(({ time }) => time));
      turnedAway += all.filter(({ turned }) => turned > 0).length;
    }
  } finally {
    stop.now = true;
  }
  const times = (await looks).flat();
  return [
    {
      ...atMost(`figures during ${PEOPLE} sign-ins at once, p99`, at(times, 0.99), LIMIT, milliseconds),
      note: `${times.length} looks, median ${milliseconds(at(times, 0.5))}; without the storm p99 ${milliseconds(at(before, 0.99))}, median ${milliseconds(at(before, 0.5))}`,
    },
    {
      ...atMost('  the last of them is in, median of the rounds', at(Array.from({ length: ROUNDS }, (_, round) => Math.max(...signedInAt.slice(round * PEOPLE, (round + 1) * PEOPLE))), 0.5), undefined, milliseconds),
      note: `${turnedAway} of ${PEOPLE * ROUNDS} were told to come back in a moment`,
    },
  ];
}, { DOCKET_LOG: 'warn' });
