// What a page, and the three pictures of a registration, cost: seconds of CPU of the server, and bytes
// of HTML. With DOCKET_OTHER_BINARY and
// DOCKET_OTHER_SITE another server is measured in the same run, in turns, as the reference.
import { Applicant } from './applicant.mjs';
import { NotMeasured } from './processes.mjs';
import { withPortal } from './portal.mjs';
import { atMost, milliseconds } from './rows.mjs';
import { signedIn } from './staff.mjs';
import { Visitor } from './visitor.mjs';
import { drawPictures } from './pictures.mjs';
import { pageRequests } from './loads.mjs';
import { wrk } from './wrk.mjs';

const SECONDS = 4;
/** So many times three pictures. */
const UPLOADS = 30;
/** What three may cost, in ms. */
const PICTURES = 25;
/** What the queue shows on a page. */
const CASES = 50;
const kib = (bytes) => `${(bytes / 1024).toFixed(1)} KiB`;

/** Page → who asks for it, where, and the most it should cost, in ms and bytes. */
const PAGES = {
  home: ['stranger', () => '/', 1.2],
  'wizard, step 1': ['draft', () => '/register/basic', 1.2],
  'queue of 50': ['staff', () => '/staff/queue', 3, 30 * 1024],
  case: ['staff', ({ reference }) => `/staff/cases/${reference}`, 1.5],
};

/** A portal with a queue, and everybody who asks for pages. */
async function people(server, { mailbox, officer }, pictures) {
  const draft = new Applicant(new Visitor(server.url), { mailbox, pictures });
  await draft.basic();
  let reference;
  for (let at = 0; at < CASES; at += 1) {
    reference = await new Applicant(new Visitor(server.url), { mailbox, pictures }).register();
  }
  return {
    reference,
    visitors: {
      stranger: new Visitor(server.url),
      draft: draft.visitor,
      staff: await signedIn(server.url, officer.name, officer.password),
    },
  };
}

/** In ms of CPU a page. */
async function measure(server, { reference, visitors }, [who, path], seconds) {
  const file = pageRequests(visitors[who], path({ reference }));
  const before = server.cpu();
  const { requests } = await wrk(server.url, file, { seconds });
  return (server.cpu() - before) / requests;
}

/** In ms of CPU for three pictures, each visitor theirs. */
async function measurePictures(server, pictures) {
  const visitors = [];
  for (let at = 0; at < UPLOADS; at += 1) {
    const visitor = new Visitor(server.url);
    await new Applicant(visitor).begin();
    visitors.push(visitor);
  }
  const before = server.cpu();
  for (const visitor of visitors) {
    for (const [field, picture] of Object.entries(pictures)) await visitor.upload(field, picture);
  }
  return ((server.cpu() - before) / UPLOADS) * 1000;
}

export const cost = async () => {
  const { cards } = await drawPictures();
  const other = process.env.DOCKET_OTHER_BINARY && {
    binary: process.env.DOCKET_OTHER_BINARY,
    site: process.env.DOCKET_OTHER_SITE ?? 'target/site',
  };
  const rows = [];
  const both = async (server, ready) => {
    const own = await people(server, ready, cards);
    const run = async (theirs) => {
      for (const [name, page] of Object.entries(PAGES)) {
        const [who, path, limit, bytes] = page;
        await measure(server, own, page, 1);
        let reference = 0;
        let ours = await measure(server, own, page, SECONDS);
        if (theirs) {
          await measure(theirs.server, theirs.people, page, 1);
          reference += await measure(theirs.server, theirs.people, page, SECONDS);
          reference += await measure(theirs.server, theirs.people, page, SECONDS);
          ours += await measure(server, own, page, SECONDS);
        }
        const turns = theirs ? 2 : 1;
        const html = (await own.visitors[who].page(path(own))).bytes.length;
        rows.push({
          ...atMost(`CPU, ${name}`, (ours / turns) * 1000, limit, milliseconds),
          ...(theirs && { reference: milliseconds((reference / turns) * 1000) }),
        }, atMost(`  its HTML`, html, bytes, kib));
      }
      const ours = await measurePictures(server, cards);
      rows.push({
        ...atMost('CPU, three pictures', ours, PICTURES, milliseconds),
        ...(theirs && { reference: milliseconds(await measurePictures(theirs.server, cards)) }),
        note: `${Object.values(cards).map((picture) => Math.round(picture.length / 1024)).join(', ')} KiB`,
      });
    };
    if (!other) return run();
    return withPortal('bench_cost_other', async (server_, ready_) => run({ server: server_, people: await people(server_, ready_, cards) }), {}, other);
  };
  await withPortal('bench_cost', both);
  if (!rows.length) throw new NotMeasured('no page was measured');
  return rows;
};
