// Draws fictional identity cards and business licences as a phone would photograph them.
//
//   node end2end/cards/generate.mjs --out DIR [--seed 1] [--count 50] [--licences 20] [--clean]
//
// Writes NNN-portrait.jpg, NNN-emblem.jpg, NNN-handheld.jpg (with --clean only), LNN-licence.jpg
// and truth.json: [{ file, side, fields }], fields named as the reader names them.
import { mkdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { company, person, seeded } from './people.mjs';
import { emblemSide, handheld, licence, portraitSide } from './documents.mjs';
import { photograph } from './scene.mjs';

const identityFields = (p) => ({ real_name: p.real_name, id_number: p.id_number, address: p.address });
const validity = (v) => (v.long_term ? { valid_from: v.valid_from, long_term: 'yes' } : { valid_from: v.valid_from, valid_to: v.valid_to });
const licenceFields = (c) => ({
  organisation_name: c.organisation_name, credit_code: c.credit_code,
  legal_representative: c.legal_representative, address: c.address, ...validity(c),
});

/** What to draw, in order: [{ file, side, fields, document }]. */
function plan({ seed, count, licences, clean }) {
  const work = [];
  for (let i = 1; i <= count; i += 1) {
    const random = seeded(seed * 7919 + i);
    const p = person(random);
    const number = String(i).padStart(3, '0');
    work.push({ file: `${number}-portrait.jpg`, side: 'portrait', fields: identityFields(p), document: portraitSide(p, random), random });
    work.push({ file: `${number}-emblem.jpg`, side: 'emblem', fields: validity(p), document: emblemSide(p, random), random });
    if (clean) work.push({ file: `${number}-handheld.jpg`, side: 'handheld', fields: {}, document: handheld(p, random), random });
  }
  for (let i = 1; i <= licences; i += 1) {
    const random = seeded(seed * 104729 + 50_000 + i);
    const c = company(random);
    work.push({ file: `L${String(i).padStart(2, '0')}-licence.jpg`, side: 'licence', fields: licenceFields(c), document: licence(c, random), random });
  }
  return work;
}

export async function generate({ out, seed = 1, count = 50, licences = 20, clean = false, width = 0, quality = 0 }) {
  // `require` and not `import`: it also honours NODE_PATH.
  const { chromium } = createRequire(import.meta.url)('@playwright/test');
  const work = plan({ seed, count, licences, clean });
  const truth = work.map(({ file, side, fields }) => ({ file, side, fields }));
  await mkdir(out, { recursive: true });
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu', '--disable-software-rasterizer'] });
  try {
    const draw = async () => {
      const page = await browser.newPage();
      for (let item = work.shift(); item; item = work.shift()) {
        const shot = photograph(item.document, item.random, { clean, width, quality });
        await page.setViewportSize(shot.size);
        await page.setContent(shot.html);
        await page.screenshot({ path: path.join(out, item.file), type: 'jpeg', quality: shot.quality });
      }
    };
    await Promise.all([draw(), draw()]);
  } finally {
    await browser.close();
  }
  await writeFile(path.join(out, 'truth.json'), `${JSON.stringify(truth, null, 1)}\n`);
  return truth;
}

function options(words) {
  const found = {};
  for (let i = 0; i < words.length; i += 1) {
    const name = words[i].replace(/^--/, '');
    if (name === 'clean') found.clean = true;
    else if (name === 'out') found.out = words[++i];
    else if (['seed', 'count', 'licences', 'width', 'quality'].includes(name)) found[name] = Number(words[++i]);
    else throw new Error(`unknown option ${words[i]}`);
  }
  if (!found.out) throw new Error('--out DIR is needed');
  if (found.count !== undefined && found.licences === undefined) found.licences = Math.ceil(found.count * 0.4);
  return found;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const truth = await generate(options(process.argv.slice(2)));
  process.stdout.write(`${truth.length} pictures\n`);
}
