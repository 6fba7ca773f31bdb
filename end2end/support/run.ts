import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** The folder of this run for temporary files. `start.ts` makes it, and nothing may be left in it. */
export const runFolder = (): string => process.env['END2END_FOLDER'] ?? '';

const addressBook = (): string => path.join(runFolder(), 'addresses');

const noted = new Set<string>();

/** Somebody in a journey has this address, or reads its mails: mails to it are no accident. */
export function note(address: string): void {
  if (noted.has(address) || runFolder() === '') return;
  noted.add(address);
  // One write that appends is whole, whoever else writes.
  appendFileSync(addressBook(), `${address}\n`);
}

/** All addresses that were noted, by all workers. */
export function notedAddresses(): Set<string> {
  if (!existsSync(addressBook())) return new Set();
  return new Set(readFileSync(addressBook(), 'utf8').trimEnd().split('\n'));
}
