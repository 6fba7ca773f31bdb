// Whole registrations of a person, over HTTP, against how many passwords the machine hashes: a
// journey hashes one. Its pictures cost more than that, so what hashes and pictures together allow
// is shown as well. The text reader is off: it is another program with a queue of its own, which
// would take the processor from both.
import { Applicant } from './applicant.mjs';
import { hashes, pictures as cleaned } from './examples.mjs';
import { drawPictures } from './pictures.mjs';
import { withServer } from './portal.mjs';
import { half, ratio } from './rows.mjs';
import { Visitor } from './visitor.mjs';

const TARGET = 0.6;
const SECONDS = 12;
const CLIENTS = 32;

/** Journeys a second: as many clients as elsewhere, each beginning anew when it is through. */
async function journeys(server, options) {
  const one = () => new Applicant(new Visitor(server.url), options).register();
  await one();
  const begun = performance.now();
  let done = 0;
  await Promise.all(Array.from({ length: CLIENTS }, async () => {
    while (performance.now() - begun < SECONDS * 1000) {
      await one();
      done += 1;
    }
  }));
  return done / ((performance.now() - begun) / 1000);
}

const against = (measure, ours, { rate, why }, target) =>
  rate === undefined ? half(measure, ours, target, why) : ratio(measure, ours, rate, target);

export async function journey() {
  const { cards, files } = await drawPictures();
  const sizes = Object.values(cards).map((picture) => Math.round(picture.length / 1024));
  const hash = await hashes(4);
  const picture = await cleaned(3, files);
  const both = hash.rate && picture.rate
    ? { rate: 1 / (1 / hash.rate + sizes.length / picture.rate) }
    : { why: hash.why ?? picture.why };
  return withServer(async (server, { mailbox }) => {
    const plain = await journeys(server, { pictures: cards, mailbox });
    const typed = await journeys(server, { pictures: cards, mailbox, autosave: true });
    return [
      { ...against('journeys, against Argon2', plain, hash, TARGET), note: `1 hash and ${sizes.length} pictures a journey (${sizes.join(', ')} KiB, 1600 pixels wide)` },
      against('  against Argon2 and pictures', plain, both),
      against('  every field autosaved, against Argon2', typed, hash),
    ];
  });
}
