// A million cases in the database of the run, made once for all rows that want them.
import { readFileSync } from 'node:fs';
import { sql } from './database.mjs';

let made;

export const million = () => (made ??= sql(readFileSync(new URL('million.sql', import.meta.url), 'utf8')));
