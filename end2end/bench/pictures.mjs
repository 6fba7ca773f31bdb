// Real JPEGs: a fictional person's cards as drawn for the browser journeys, and a photo that is
// nearly as large as the server takes.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { chromium } from '@playwright/test';
import { generate } from '../cards/generate.mjs';
import { BROWSER } from './browser.mjs';
import { FOLDER } from './server.mjs';

// Pictures must be strictly smaller than this.
const LIMIT = 5 * 1024 * 1024;

/** Runs in the browser: the picture as the wizard shrinks it, grained until it is large. */
async function photo({ source, most }) {
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [2600, 1950];
  const context = canvas.getContext('2d');
  const image = new Image();
  image.src = source;
  await image.decode();
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  const all = context.getImageData(0, 0, canvas.width, canvas.height);
  let seed = 7;
  for (let at = 0; at < all.data.length; at += 1) {
    seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
    if (at % 4 !== 3) all.data[at] += ((seed >>> 16) % 64) - 32;
  }
  context.putImageData(all, 0, 0);
  let [low, high, best] = [0.5, 1, undefined];
  // Qualities are hundredths, so seven halvings find the best.
  for (let tries = 0; tries < 7; tries += 1) {
    const quality = (low + high) / 2;
    const blob = await new Promise((resolve) => canvas.toBlob(resolve, 'image/jpeg', quality));
    if (blob.size > most) high = quality;
    else [low, best] = [quality, blob];
  }
  if (!best || best.size < most * 0.9) throw new Error('no quality makes a picture of this size');
  return new Promise((resolve) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result);
    reader.readAsDataURL(best);
  });
}

async function draw() {
  await generate({ out: FOLDER, seed: 4, count: 1, licences: 0, clean: true });
  const names = ['portrait', 'emblem', 'handheld'];
  const files = names.map((name) => path.join(FOLDER, `001-${name}.jpg`));
  const cards = Object.fromEntries(names.map((name, at) => [name, readFileSync(files[at])]));
  const browser = await chromium.launch(BROWSER);
  try {
    const page = await browser.newPage();
    const source = `data:image/jpeg;base64,${cards.handheld.toString('base64')}`;
    const url = await page.evaluate(photo, { source, most: LIMIT - 1 });
    const large = Buffer.from(url.slice(url.indexOf(',') + 1), 'base64');
    const largeFile = path.join(FOLDER, 'large.jpg');
    writeFileSync(largeFile, large);
    return { cards, files, large, largeFile };
  } finally {
    await browser.close();
  }
}

let drawn;

/** JPEGs by field, one of almost 5 MiB, and the files of both; drawn once, for all rows. */
export const drawPictures = () => (drawn ??= draw());
