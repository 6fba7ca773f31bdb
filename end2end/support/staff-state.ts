import path from 'node:path';
import { runFolder } from './run.ts';

/** Where the cookies of somebody on the staff of the demo are kept, who was signed in at the start. */
export const stateFile = (name: string): string => path.join(runFolder(), `${name}.json`);
