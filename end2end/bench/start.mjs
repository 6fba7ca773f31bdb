// From exec to the first 200 of /readyz, with a database that is there and up to date.
import { withServer, portal } from './portal.mjs';
import { atMost } from './rows.mjs';
import { Server } from './server.mjs';

const TIMES = 5;

export async function start() {
  await withServer(() => undefined);
  const { env } = await portal();
  const times = [];
  for (let turn = 0; turn < TIMES; turn += 1) {
    const server = new Server(env);
    try {
      times.push(await server.start());
    } finally {
      await server.stop();
    }
  }
  const [middle] = times.toSorted((a, b) => a - b).slice(Math.floor(TIMES / 2));
  return [{
    ...atMost('start to ready, median of 5', middle, 300, (ms) => `${Math.round(ms)} ms`),
    note: times.map((ms) => `${Math.round(ms)} ms`).join(', '),
  }];
}
