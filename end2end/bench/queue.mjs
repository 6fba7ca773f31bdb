// The queue and the search of it at a million cases: what the server asks for, and how long Postgres
// works on it, planning included.
import { record, quoted, sql } from './database.mjs';
import { million } from './million.mjs';
import { withServer } from './portal.mjs';
import { at, atMost, milliseconds } from './rows.mjs';
import { newStaff } from './staff.mjs';

const LIMIT = 20;
const LAST = 1.5;
// One, two, three and more characters, common and rare ones, a reference and a number.
const SEARCHES = [
  '王', '芳', '晓', '有', '龚', '汤', '科', '辰', '王芳', '李明', '晓春', '星辰', '科技', '有限', '欧阳', '龚钱',
  '王秀英', '大地长', '河科技', '郑州大', '郑州大河', '大地长河东方', '不在其中的', 'x345', '410141014101015838',
];
const FILTERS = [{}, { state: 'all' }, { state: 'refused' }, { office: 'office-3' }, { office: 'office-3', state: 'all' }];

/** Milliseconds in the database for the page of each filter. */
async function timesOf(staff, filters) {
  const said = await record(async () => {
    for (const filter of filters) await staff.look('queue', filter);
  });
  const pages = said.filter(({ text }) => /^select a\.reference, a\.kind/.test(text));
  if (pages.length !== filters.length) throw new Error(`${filters.length} pages asked ${pages.length} times`);
  const times = [];
  for (const { text, values } of pages) {
    const whole = text.replace(/\$(\d+)/g, (_, number) => quoted(values[number - 1]));
    const [{ 'Planning Time': planning, 'Execution Time': execution }] = JSON.parse(await sql(`explain (analyze, format json) ${whole};`));
    times.push(planning + execution);
  }
  return times;
}

/** The filter of the last page but one row: what `after` says there. */
async function lastPage(state) {
  const order = state === 'all' ? 'submitted_at, reference' : 'due_on desc, reference desc';
  const where = state === 'all' ? '' : `and state = '${state}'`;
  const key = state === 'all' ? '(extract(epoch from submitted_at) * 1000000)::bigint' : 'due_on';
  const after = await sql(`select ${key} || '.' || reference from application where submitted_at is not null ${where} order by ${order} offset 60 limit 1;`);
  return { state, after: after.trim() };
}

export const queue = () => withServer(async (server) => {
  await million();
  const staff = await newStaff(server, 'supervisor');
  const searches = SEARCHES.flatMap((search) => FILTERS.map((filter) => ({ ...filter, search })));
  await timesOf(staff, searches);
  const found = await timesOf(staff, searches);
  const slowest = searches[found.indexOf(Math.max(...found))];
  const rows = [{
    ...atMost('a million cases: search, p95 in the database', at(found, 0.95), LIMIT, milliseconds),
    note: `${found.length} searches, median ${milliseconds(at(found, 0.5))}, slowest ${milliseconds(Math.max(...found))}: ${new URLSearchParams(slowest)}`,
  }];
  const [firsts, lasts] = [[], []];
  for (const state of ['submitted', 'all']) {
    const last = await lastPage(state);
    for (let turn = 0; turn < 10; turn += 1) {
      firsts.push(...(await timesOf(staff, [{ state }])));
      lasts.push(...(await timesOf(staff, [last])));
    }
  }
  const [first, last] = [at(firsts, 0.5), at(lasts, 0.5)];
  rows.push(atMost('  page of the queue, p95 in the database', at([...firsts, ...lasts], 0.95), LIMIT, milliseconds));
  rows.push({
    ...atMost('  last page, of the first', last / first, LAST, (ratio) => `${ratio.toFixed(2)} ×`),
    note: `medians ${milliseconds(first)} and ${milliseconds(last)}`,
  });
  return rows;
});
