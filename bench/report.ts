import type { RowName } from './options.js';
import type { RowRuns } from './rounds.js';

export interface RowReport {
  readonly name: RowName;
  readonly variants_per_second: { readonly min: number; readonly median: number; readonly max: number };
  readonly worker_rss_mb?: number;
}

/** What `--json` prints. A ratio is null when one of its rows was not measured. */
export interface BenchReport {
  readonly machine: Readonly<Record<string, unknown>>;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly variants: number;
  readonly parameters: number;
  readonly rows: readonly RowReport[];
  readonly ratios: Readonly<Record<`ours_over_${Exclude<RowName, 'ours'>}`, number | null>>;
}

/** Smallest, middle and largest rate of a row's runs. */
export function reportRow({ name, runs }: RowRuns, workerRssMb: number | null): RowReport {
  const rates = runs.map(({ rows, seconds }) => rows / seconds).sort((a, b) => a - b);
  const middle = (rates[(rates.length - 1) >> 1]! + rates[rates.length >> 1]!) / 2;
  const [min, median, max] = [rates[0]!, middle, rates.at(-1)!].map(Math.round) as [number, number, number];
  const variants_per_second = { min, median, max };
  return { name, variants_per_second, ...(workerRssMb !== null && { worker_rss_mb: workerRssMb }) };
}

/** Ours by each of the others, of the medians. */
export function ratiosOf(rows: readonly RowReport[]): BenchReport['ratios'] {
  const median = (name: RowName): number | undefined =>
    rows.find((row) => row.name === name)?.variants_per_second.median;
  const ours = median('ours');
  const over = (name: RowName): number | null => {
    const other = median(name);
    return ours === undefined || !other ? null : ours / other;
  };
  return {
    ours_over_floor: over('floor'),
    ours_over_sql: over('sql'),
    ours_over_sql_bare: over('sql_bare'),
    ours_over_sql_jsonb: over('sql_jsonb'),
    ours_over_replaced: over('replaced'),
  };
}

/** What is measured, for whoever reads the table. */
const MEANINGS: Readonly<Record<RowName, string>> = {
  ours: 'a full job from its request to its release',
  floor: 'ready rows into new tables and their keys',
  sql: 'set-based SQL of equal meaning over typed columns',
  sql_bare: 'the same without inheritance, guards, rounding rules',
  sql_jsonb: 'set-based SQL over jsonb in numeric',
  replaced: 'pages by LIMIT/OFFSET, upserts of 1,000',
};

/** The report as a table for a person. */
export function tableOf(report: BenchReport): string {
  const count = (value: number): string => value.toLocaleString('en');
  const heading = ['', 'min', 'median', 'max', 'ours ÷ it', ''];
  const lines = report.rows.map(({ name, variants_per_second: { min, median, max } }) => {
    const ratio = name === 'ours' ? null : report.ratios[`ours_over_${name}`];
    return [name, count(min), count(median), count(max), ratio === null ? '' : ratio.toPrecision(3), MEANINGS[name]];
  });
  const table = [heading, ...lines];
  const widths = heading.map((_, column) => Math.max(...table.map((line) => line[column]!.length)));
  const rows = table.map((line) =>
    line
      .map((cell, n) => (n > 0 && n < 5 ? cell.padStart(widths[n]!) : cell.padEnd(widths[n]!)))
      .join('  ')
      .trimEnd(),
  );
  const rss = report.rows.find(({ worker_rss_mb }) => worker_rss_mb !== undefined)?.worker_rss_mb;
  return [
    `${count(report.variants)} variants with ${report.parameters} parameters, variants per second`,
    '',
    ...rows,
    '',
    ...(rss === undefined ? [] : [`Largest resident size of the worker: ${rss} MB`]),
    ...described('Machine', report.machine),
    ...described('Settings', report.settings),
    '',
  ].join('\n');
}

function described(title: string, facts: Readonly<Record<string, unknown>>): string[] {
  const text = (value: unknown): string =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.entries(value)
          .map(([name, one]) => `${name}=${String(one)}`)
          .join(' ')
      : String(Array.isArray(value) ? value.join('; ') : value);
  return [`${title}:`, ...Object.entries(facts).map(([name, value]) => `  ${name}: ${text(value)}`)];
}
