import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { chromium } from '@playwright/test';
import { generate } from '../cards/generate.mjs';
import { browser } from './browser.ts';

interface Wanted {
  width: number;
  height: number;
  kind: 'image/jpeg' | 'image/png' | 'image/webp';
  /** Quarter turns clockwise. */
  turns?: number;
  /** By how much colours vary from pixel to pixel: a little as in a photo, or much, for a large file. */
  noise?: number;
}

/**
 * Draws everything the journeys upload: photographed cards and their variants, plain photos with
 * nothing to read on them, and files that are no pictures.
 */
export async function drawPictures(folder: string): Promise<void> {
  await generate({ out: folder, seed: 4, count: 2, licences: 2, clean: true });
  const file = (name: string): string => path.join(folder, name);
  const open = await chromium.launch(browser.launchOptions);
  try {
    const page = await open.newPage();
    const redraw = async (from: string | null, wanted: Wanted): Promise<Buffer> => {
      const source = from && `data:image/jpeg;base64,${readFileSync(file(from)).toString('base64')}`;
      const url = await page.evaluate(draw, { source, wanted });
      return Buffer.from(url.slice(url.indexOf(',') + 1), 'base64');
    };
    const card = { width: 1600, height: 1200 };
    writeFileSync(file('portrait.png'), await redraw('001-portrait.jpg', { ...card, kind: 'image/png' }));
    writeFileSync(file('portrait.webp'), await redraw('001-portrait.jpg', { ...card, kind: 'image/webp' }));
    // The pixels lie on their side, and a note in the file says so: what phones do.
    const lying = await redraw('001-emblem.jpg', { ...card, kind: 'image/jpeg', turns: 3 });
    writeFileSync(file('rotated.jpg'), withOrientation(lying, 6));
    const huge = { width: 6000, height: 4500, kind: 'image/jpeg', noise: 40 } as const;
    writeFileSync(file('huge.jpg'), await redraw('001-handheld.jpg', huge));
    // What a phone of 12 megapixels makes of a card, and the measures of one of 24.
    const phone = { width: 4032, height: 3024, kind: 'image/jpeg', noise: 10 } as const;
    writeFileSync(file('phone.jpg'), await redraw('001-portrait.jpg', phone));
    const large = { width: 5712, height: 4284, kind: 'image/jpeg' } as const;
    writeFileSync(file('24-megapixels.jpg'), await redraw(null, large));
    for (const name of ['plain', 'other', 'third'] as const) {
      const plain = await redraw(null, { width: 900, height: 640 + name.length * 20, kind: 'image/jpeg' });
      writeFileSync(file(`${name}.jpg`), plain);
    }
  } finally {
    await open.close();
  }
  const plain = readFileSync(file('plain.jpg'));
  const half = (whole: Buffer): Buffer => whole.subarray(0, Math.floor(whole.length * 0.6));
  writeFileSync(file('half-with-thumbnail.jpg'), half(withNote(plain, readFileSync(file('other.jpg')))));
  writeFileSync(file('half-with-end.jpg'), Buffer.concat([half(plain), Buffer.from([0xff, 0xd9])]));
  const png = readFileSync(file('portrait.png'));
  writeFileSync(file('half-with-end.png'), Buffer.concat([half(png), png.subarray(png.length - 12)]));
  writeFileSync(file('truncated.jpg'), plain.subarray(0, Math.floor(plain.length / 3)));
  writeFileSync(file('text.jpg'), 'This is a letter and not a picture.\n'.repeat(40));
  writeFileSync(file('empty.jpg'), '');
  const heic = Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'latin1');
  for (const name of ['iphone.heic', 'renamed.jpg']) {
    writeFileSync(file(name), Buffer.concat([heic, Buffer.alloc(4096, 7)]));
  }
  writeFileSync(file('letter.pdf'), '%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n', 'latin1');
  writeFileSync(file('letter.docx'), 'PK\x03\x04\x14\0\x06\0' + '\x07'.repeat(400), 'latin1');
  writeFileSync(file('letter.txt'), '此致敬礼\n'.repeat(40));
  writeFileSync(file('broken.gif'), 'GIF89a\x10\0\x10\0\x80\0\0', 'latin1');
  writeFileSync(file('clip.mov'), '\0\0\0\x14ftypqt  \0\0\0\0qt  \0\0\0\x08mdat', 'latin1');
}

/** Runs in the browser. */
async function draw({ source, wanted }: { source: string | null; wanted: Wanted }): Promise<string> {
  const turns = wanted.turns ?? 0;
  const lies = turns % 2 === 1;
  const canvas = document.createElement('canvas');
  canvas.width = lies ? wanted.height : wanted.width;
  canvas.height = lies ? wanted.width : wanted.height;
  const context = canvas.getContext('2d');
  if (!context) throw new Error('no canvas');
  context.translate(canvas.width / 2, canvas.height / 2);
  context.rotate((turns * Math.PI) / 2);
  context.translate(-wanted.width / 2, -wanted.height / 2);
  if (source) {
    const image = new Image();
    image.src = source;
    await image.decode();
    context.drawImage(image, 0, 0, wanted.width, wanted.height);
  } else {
    const sky = context.createLinearGradient(0, 0, wanted.width, wanted.height);
    sky.addColorStop(0, '#7fb2e5');
    sky.addColorStop(1, '#e9d8a6');
    context.fillStyle = sky;
    context.fillRect(0, 0, wanted.width, wanted.height);
  }
  if (wanted.noise) {
    const strip = context.getImageData(0, 0, canvas.width, canvas.height);
    let seed = 7;
    for (let at = 0; at < strip.data.length; at += 1) {
      seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
      if (at % 4 !== 3) strip.data[at] = (strip.data[at] ?? 0) + ((seed >>> 16) % wanted.noise) - wanted.noise / 2;
    }
    context.putImageData(strip, 0, 0);
  }
  return canvas.toDataURL(wanted.kind, 0.95);
}

/** Puts an EXIF block with an orientation behind the first marker of a JPEG. */
function withOrientation(jpeg: Buffer, orientation: number): Buffer {
  const tiff = Buffer.alloc(26);
  tiff.write('MM\0*', 0, 'latin1');
  tiff.writeUInt32BE(8, 4);
  tiff.writeUInt16BE(1, 8);
  tiff.writeUInt16BE(0x0112, 10);
  tiff.writeUInt16BE(3, 12);
  tiff.writeUInt32BE(1, 14);
  tiff.writeUInt16BE(orientation, 18);
  return withNote(jpeg, tiff);
}

/** Puts a block behind the first marker of a JPEG, where cameras put theirs. */
function withNote(jpeg: Buffer, note: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), note]);
  const head = Buffer.from([0xff, 0xe1, 0, 0]);
  head.writeUInt16BE(body.length + 2, 2);
  return Buffer.concat([jpeg.subarray(0, 2), head, body, jpeg.subarray(2)]);
}
