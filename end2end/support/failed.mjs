// Prints the journeys of a report that failed, a line each: where, what, and what was expected, which
// is often all there is to see of a run somewhere else. Usage: node failed.mjs REPORT
import { readFileSync } from 'node:fs';

const reason = (tests) => {
  const error = tests.flatMap(({ results }) => results).find((result) => result.error)?.error;
  if (!error) return '';
  // The colours of a terminal.
  const plain = (error.message ?? '').replace(/\u001b\[[0-9;]*m/g, '').replace(/\s+/g, ' ').trim();
  return `: line ${error.location?.line ?? '?'}: ${plain.slice(0, 400)}`;
};

const walk = (suite) => {
  for (const { ok, file, line, title, tests } of suite.specs ?? []) {
    // One that passes only at the second try is a failure.
    if (ok && tests.every((test) => test.status !== 'flaky')) continue;
    console.log(`${file}:${line} ${title}${reason(tests)}`);
  }
  suite.suites?.forEach(walk);
};

JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')).suites.forEach(walk);
