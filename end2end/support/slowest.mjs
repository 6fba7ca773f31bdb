// The five journeys that took longest, from what Playwright reports as JSON.
// Usage: node slowest.mjs REPORT.json
import { readFileSync } from 'node:fs';

const took = [];
const walk = (suite, titles) => {
  for (const spec of suite.specs ?? []) {
    // Further tries count too.
    const time = spec.tests.flatMap(({ results }) => results).reduce((sum, { duration }) => sum + duration, 0);
    took.push({ time, name: [spec.file, ...titles, spec.title].join(' › ') });
  }
  for (const inner of suite.suites ?? []) walk(inner, [...titles, inner.title]);
};
const [report] = process.argv.slice(2);
// A file is named once, not by its suite.
for (const file of JSON.parse(readFileSync(report, 'utf8')).suites) walk(file, []);
took.sort((one, other) => other.time - one.time);
for (const { time, name } of took.slice(0, 5)) console.log(`${(time / 1000).toFixed(1)} s  ${name}`);
