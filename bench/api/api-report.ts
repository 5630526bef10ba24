import type { Latencies } from './single-reads.js';
import type { SteadyReads } from './steady-reads.js';

export interface Release extends SteadyReads {
  readonly besides: string;
  /** null: there was no old snapshot. */
  readonly snapshot_saw_all_of_the_old: boolean | null;
}

export interface ApiReport {
  readonly machine: Readonly<Record<string, unknown>>;
  readonly variants: number;
  readonly runs: number;
  /** GET at 64 connections; medians of the runs, which alternate. */
  readonly single: {
    readonly constant: Latencies;
    readonly summary: Latencies;
    /** Answers a second, run by run. */
    readonly summary_over_constant: number;
  };
  /** One look-up in PostgreSQL. */
  readonly look_up_microseconds: { readonly released_leaf: number; readonly view: number };
  readonly releases: readonly Release[];
  readonly export: {
    readonly rows: number;
    readonly rows_per_second: number;
    readonly api_rss_mb: number | null;
    readonly reads_beside_slow_one: Latencies;
    readonly alone: Latencies;
  };
}

/** The report for a person. */
export function apiTable({
  variants,
  single,
  look_up_microseconds: looked,
  releases,
  export: exported,
}: ApiReport): string {
  const latencies = (name: string, { p50, p99, per_second }: Latencies): string =>
    `${name.padEnd(34)}${String(p50).padStart(8)}${String(p99).padStart(8)}${per_second.toLocaleString('en').padStart(12)}`;
  const release = ({ besides, reads, errors, mixed, ...times }: Release): string =>
    `a job and its release beside ${besides}: ${reads} reads, ${errors} errors, ${mixed} mixed; ` +
    `worst ${times.worst_during_job} ms while it ran, ${times.worst_at_release} ms at its release; p99 ${times.p99} ms` +
    (times.snapshot_saw_all_of_the_old === null
      ? ''
      : `; the old snapshot ${times.snapshot_saw_all_of_the_old ? 'saw all of the old' : 'DID NOT SEE ALL OF THE OLD'}`);
  return [
    `${variants.toLocaleString('en')} variants; GET at 64 connections`,
    '',
    `${''.padEnd(34)}${'p50 ms'.padStart(8)}${'p99 ms'.padStart(8)}${'a second'.padStart(12)}`,
    latencies('a bare route with a constant', single.constant),
    latencies('a summary from PostgreSQL', single.summary),
    latencies('the same after an export', exported.alone),
    latencies('the same beside a slow export', exported.reads_beside_slow_one),
    '',
    `a summary ÷ the constant: ${single.summary_over_constant.toFixed(2)}`,
    `a look-up: ${looked.released_leaf} µs in the released leaf, ${looked.view} µs planned over all partitions`,
    ...releases.map(release),
    `export: ${exported.rows.toLocaleString('en')} rows, ${exported.rows_per_second.toLocaleString('en')} a second, ` +
      `the API's memory ${exported.api_rss_mb ?? '?'} MB at most`,
    '',
  ].join('\n');
}
