import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { filesLeft, jobsLeft, mailsLeft } from '../support/leftovers.ts';
import { freshFolder } from '../support/server.ts';

// What is looked for after the last journey, where it is there to be found.

/** What is left, if this is what the server measures. */
async function left(measurements: string): Promise<string[]> {
  const server = createServer((_, answer) => answer.end(measurements));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    return await jobsLeft(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, 300);
  } finally {
    server.close();
  }
}

const DONE = 'docket_jobs_due 0\ndocket_jobs_given_up 0\ndocket_jobs_total{job="send_mail",outcome="done"} 7\n';

test('jobs that wait, fail or are given up are left behind', async () => {
  expect(await left(DONE)).toEqual([]);
  expect(await left(DONE.replace('due 0', 'due 2'))).toEqual(['2 jobs are due and do not run']);
  expect(await left(DONE.replace('given_up 0', 'given_up 1'))).toEqual(['1 jobs were given up']);
  const failed = 'docket_jobs_total{job="liken",outcome="failed"} 1\ndocket_jobs_total{job="recover",outcome="given_up"} 2\n';
  expect(await left(DONE + failed)).toEqual(['3 times a job failed']);
  expect(await left('')).toEqual(['no job was ever done']);
});

test('mails to an address no journey knows are left behind, and so are files', () => {
  const folder = freshFolder('leftovers');
  try {
    const outbox = path.join(folder, 'outbox');
    expect(mailsLeft(outbox, new Set())).toEqual([`${outbox} is not there`]);
    mkdirSync(outbox);
    expect(mailsLeft(outbox, new Set())).toEqual([]);
    writeFileSync(path.join(outbox, '1.json'), JSON.stringify({ to: 'lin@mail.example', subject: 'One' }));
    writeFileSync(path.join(outbox, '1.eml'), 'One');
    expect(mailsLeft(outbox, new Set(['lin@mail.example']))).toEqual([]);
    expect(mailsLeft(outbox, new Set(['lin@mail.exampl']))).toEqual(['a mail nobody expects, to lin@mail.example: One']);
    expect(filesLeft(folder)).toEqual([]);
    mkdirSync(path.join(folder, 'docket-demo-1'));
    expect(filesLeft(folder)).toEqual(['docket-demo-1 is left in the folder for temporary files']);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
