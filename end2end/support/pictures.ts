import { readFileSync } from 'node:fs';
import path from 'node:path';

const folder = (): string => process.env['END2END_PICTURES'] ?? '';

/** A file that was drawn at the start; see `draw.ts`. */
export const picture = (name: string): string => path.join(folder(), name);

interface Truth {
  file: string;
  fields: Record<string, string>;
}

/** What stands on the cards or the licence whose files begin like this: `001`, `L01`. */
export function written(number: string): Record<string, string> {
  const truth = JSON.parse(readFileSync(picture('truth.json'), 'utf8')) as Truth[];
  const own = truth.filter(({ file }) => file.startsWith(`${number}-`));
  return Object.assign({}, ...own.map(({ fields }) => fields)) as Record<string, string>;
}
