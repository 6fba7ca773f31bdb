// Rows of the table and how they are written.

export const MIB = 1024 * 1024;
export const perSecond = (rate) => `${rate < 100 ? rate.toFixed(1) : Math.round(rate)} /s`;
export const percent = (ratio) => `${(ratio * 100).toFixed(ratio < 0.1 ? 1 : 0)} %`;
export const mib = (bytes) => `${(bytes / MIB).toFixed(1)} MiB`;
export const milliseconds = (time) => `${time.toFixed(1)} ms`;

/** The figure that a share of all figures stays within. */
export const at = (figures, share) => figures.toSorted((a, b) => a - b)[Math.ceil(figures.length * share) - 1];

/** A ratio of two rates, which should be at least `target`. Without a target it is for information. */
export const ratio = (measure, ours, reference, target) => ({
  measure,
  ours: perSecond(ours),
  reference: perSecond(reference),
  value: percent(ours / reference),
  ...(target && { target: `≥ ${percent(target)}`, met: ours / reference >= target }),
});

/** A ratio whose reference cannot be measured here. */
export const half = (measure, ours, target, why) => ({
  measure,
  ours: ours === undefined ? '' : perSecond(ours),
  value: 'not measured',
  ...(target && { target: `≥ ${percent(target)}` }),
  why,
});

/** A figure that should be at most `limit`. */
export const atMost = (measure, value, limit, written) => ({
  measure,
  value: written(value),
  ...(limit && { target: `≤ ${written(limit)}`, met: value <= limit }),
});

const COLUMNS = ['measure', 'ours', 'reference', 'value', 'target', 'met'];
const HEAD = { measure: 'measure', ours: 'ours', reference: 'reference', value: 'ratio or value', target: 'target', met: 'met' };

/** The table as text, then why something was not measured and what else is to know. */
export function table(rows) {
  const written = rows.map((row) => ({ ...row, met: row.met === undefined ? '' : row.met ? 'yes' : 'no' }));
  const all = [HEAD, ...written].map((row) => COLUMNS.map((column) => row[column] ?? ''));
  const widths = COLUMNS.map((_, at) => Math.max(...all.map((row) => row[at].length)));
  const line = (row) => row.map((text, at) => (at === 0 ? text.padEnd(widths[at]) : text.padStart(widths[at]))).join('  ').trimEnd();
  const [head, ...body] = all.map(line);
  const remarks = rows.flatMap(({ measure, why, note }) => [
    ...(why ? [`${measure}: not measured: ${why}`] : []),
    ...(note ? [`${measure}: ${note}`] : []),
  ]);
  return [head, '─'.repeat(Math.max(...[head, ...body].map((text) => text.length))), ...body, ...(remarks.length ? ['', ...remarks] : []), ''].join('\n');
}
