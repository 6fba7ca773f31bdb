// What the server keeps in memory: idle, under pages and saves, and with hashing and pictures.
import { Applicant } from './applicant.mjs';
import { pageLoad, saveLoad } from './loads.mjs';
import { pause } from './processes.mjs';
import { drawPictures } from './pictures.mjs';
import { withServer } from './portal.mjs';
import { MIB, atMost, mib } from './rows.mjs';
import { Visitor } from './visitor.mjs';
import { wrk } from './wrk.mjs';

const SECONDS = 6;

export const memory = async () => {
  const { cards, large } = await drawPictures();
  return withServer(async (server, { mailbox }) => {
    await new Visitor(server.url).page('/register/basic');
    await pause(1000);
    const idle = server.resident();
    // Accounts are left out: their hashes take memory that stays.
    const page = await pageLoad(server, { account: false });
    const saves = await saveLoad(server, mailbox, { account: false });
    server.forgetPeak();
    await wrk(server.url, page.file, { seconds: SECONDS });
    await wrk(server.url, saves.file, { seconds: SECONDS, threads: 32 });
    const loaded = server.peak();
    server.forgetPeak();
    await Promise.all(Array.from({ length: 16 }, async (_, at) => {
      const pictures = at < 8 ? cards : { portrait: large, emblem: large, handheld: large };
      await new Applicant(new Visitor(server.url), { mailbox, pictures }).register();
    }));
    const everything = server.peak();
    return [
      atMost('memory, idle', idle, 40 * MIB, mib),
      atMost('memory, peak with pages and saves', loaded, 120 * MIB, mib),
      atMost('  with hashing and pictures', everything, undefined, mib),
    ];
  });
};
