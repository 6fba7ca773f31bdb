import { rmSync } from 'node:fs';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { generate } from '../cards/generate.mjs';
import { type Applicant, person } from '../support/applicants.ts';
import { registered } from '../support/registered.ts';
import { freshFolder } from '../support/server.ts';
import { claim, flag, openCase, staffSignIn } from '../support/staff.ts';
import { expect, test } from '../support/test.ts';
import { control, fillBasic, openWizard, upload } from '../support/wizard.ts';

/** Draws 孙波兰 of Luoyang, who does not exist. */
const SEED = 385;
/** How long reading a photo may take, on a machine that does something else as well. */
const READ = { timeout: 180_000 };

const directory = process.env['SHOTS'] ?? '';
let cards = '';

test.use({ locale: 'en-GB' });

test.beforeAll(async () => {
  cards = freshFolder('cards');
  await generate({ out: cards, seed: SEED, count: 1, licences: 0, clean: true });
});
test.afterAll(() => rmSync(cards, { recursive: true, force: true }));

/** A person whose answers are those of the cards. */
function applicant(name: string): Applicant {
  const like = person();
  const card = (side: string): string => path.join(cards, `001-${side}.jpg`);
  return {
    basic: { ...like.basic, user_name: name },
    pictures: { portrait: card('portrait'), emblem: card('emblem'), handheld: card('handheld') },
    documents: {
      ...like.documents,
      real_name: '孙波兰',
      id_number: '410302198004025769',
      valid_from: '2020-11-05',
      valid_to: '2040-11-05',
      region_city: '4103',
      region_district: '410302',
    },
    contact: {
      ...like.contact,
      address: '河南省洛阳市老城区体育场路395号13号楼5单元2305室',
      postcode: '471000',
      contact_person: '孙波兰',
      mobile: '13800138005',
      landline: '0379-63250000',
      email: `${name}@mail.example`,
    },
  };
}

/** The top of the page, as it is when nothing is being typed. */
async function save(page: Page, name: string): Promise<void> {
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  await page.evaluate(() => {
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
    window.scrollTo(0, 0);
  });
  await page.waitForFunction(() =>
    [...document.images]
      .filter((image) => image.getBoundingClientRect().top < window.innerHeight)
      .every((image) => image.complete && image.naturalWidth > 0),
  );
  await page.screenshot({ path: path.join(directory, `${name}.png`), animations: 'disabled', caret: 'hide' });
}

test('a step of the registration on a phone, filled in from the photos', async ({ open }) => {
  const page = await open({ viewport: { width: 390, height: 860 }, deviceScaleFactor: 1.4, hasTouch: true });
  const who = applicant('sun.bolan');
  await openWizard(page);
  await fillBasic(page, who);
  for (const side of ['portrait', 'emblem'] as const) await upload(page, side, who.pictures[side] ?? '');
  await expect(control(page, 'id_number')).toHaveValue(who.documents['id_number'] ?? '', READ);
  await expect(control(page, 'valid_to')).toHaveValue(who.documents['valid_to'] ?? '', READ);
  await save(page, 'wizard');
});

test('a case on the desk of an officer', async ({ page, open }) => {
  const who = applicant('sun.bolan.2');
  // Sounds the same, and is another name than the one on the card.
  who.documents['real_name'] = '孙波澜';
  const number = await registered(page, who);
  const officer = await open({ viewport: { width: 1280, height: 1060 }, deviceScaleFactor: 0.7 });
  await staffSignIn(officer);
  await expect(async () => {
    await openCase(officer, number);
    await expect(officer.getByText('Please compare.').first()).toBeVisible({ timeout: 2_000 });
  }).toPass(READ);
  await claim(officer);
  await flag(officer, 'real_name', 'wrong', 'Your card says 孙波兰. Please write the name as it stands there.');
  await save(officer, 'case');
});
