import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';

/** How long the jobs that the last journeys caused may still take. */
const PATIENCE = 60_000;

/** The number a measurement has, all its labels that match together. */
function measured(text: string, name: string, labels = /(?:)/): number {
  const lines = text.split('\n').filter((line) => line.startsWith(`${name} `) || line.startsWith(`${name}{`));
  return lines.filter((line) => labels.test(line)).reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0);
}

/** What is wrong with the jobs of a server, seen at its internal address, once none is due any more. */
export async function jobsLeft(internal: string, patience = PATIENCE): Promise<string[]> {
  const end = Date.now() + patience;
  for (;;) {
    const text = await (await fetch(`${internal}/metrics`)).text();
    const due = measured(text, 'docket_jobs_due');
    if (due > 0 && Date.now() < end) {
      await new Promise((resolve) => setTimeout(resolve, 250));
      continue;
    }
    const givenUp = measured(text, 'docket_jobs_given_up');
    const failed = measured(text, 'docket_jobs_total', /outcome="(?:failed|given_up)"/);
    return [
      measured(text, 'docket_jobs_total', /outcome="done"/) > 0 ? '' : 'no job was ever done',
      due > 0 ? `${due} jobs are due and do not run` : '',
      givenUp > 0 ? `${givenUp} jobs were given up` : '',
      failed > 0 ? `${failed} times a job failed` : '',
    ].filter((problem) => problem !== '');
  }
}

interface Written {
  to: string;
  subject: string;
}

/** Mails in the outbox of a data folder to addresses that no journey knows of. */
export function mailsLeft(outbox: string, known: Set<string>): string[] {
  if (!existsSync(outbox)) return [`${outbox} is not there`];
  const mails = readdirSync(outbox)
    .filter((name) => name.endsWith('.json'))
    .map((name) => JSON.parse(readFileSync(path.join(outbox, name), 'utf8')) as Written);
  return mails.filter(({ to }) => !known.has(to)).map(({ to, subject }) => `a mail nobody expects, to ${to}: ${subject}`);
}

/** What lies in the folder for temporary files that Docket or a journey made. */
export function filesLeft(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => name.startsWith('docket-'))
    .map((name) => `${name} is left in the folder for temporary files`);
}
