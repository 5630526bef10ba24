import { parseArgs } from 'node:util';
import { usageError } from '#platform';

/** In the order in which they run, one after the other, again and again. */
export const ROW_NAMES = ['ours', 'floor', 'sql', 'sql_bare', 'sql_jsonb', 'replaced'] as const;
export type RowName = (typeof ROW_NAMES)[number];

export interface BenchOptions {
  readonly variants: number;
  readonly parameters: number;
  readonly runs: number;
  readonly only: readonly RowName[];
  readonly json: boolean;
  readonly profile: boolean;
  /** Many worker processes beside one, instead of ours beside other ways. */
  readonly workers: boolean;
  /** Deltas beside full jobs, and what recording changes costs whoever writes. */
  readonly delta: boolean;
  /** The API: single reads, reads through a release, exports. */
  readonly api: boolean;
}

export const USAGE = `usage: npm run bench -- [--variants N] [--parameters P] [--runs R] [--only ${ROW_NAMES.join(',')}] [--json] [--profile] [--workers | --delta | --api]`;

/** Reads the command line; throws `CostingError` USAGE (exit code 2). */
export function parseOptions(args: readonly string[]): BenchOptions {
  const values = parsed(args);
  return {
    variants: wholeNumber('--variants', values.variants, 1_000, 1_000_000_000),
    parameters: wholeNumber('--parameters', values.parameters, 1, 250),
    runs: wholeNumber('--runs', values.runs, 1, 100),
    only: rowNames(values.only),
    json: values.json,
    profile: values.profile,
    workers: values.workers,
    delta: values.delta,
    api: values.api,
  };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        variants: { type: 'string', default: '2000000' },
        parameters: { type: 'string', default: '12' },
        runs: { type: 'string', default: '5' },
        only: { type: 'string', default: ROW_NAMES.join(',') },
        json: { type: 'boolean', default: false },
        profile: { type: 'boolean', default: false },
        workers: { type: 'boolean', default: false },
        delta: { type: 'boolean', default: false },
        api: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    throw usageError(`${(error as Error).message}\n${USAGE}`);
  }
}

function wholeNumber(flag: string, text: string, min: number, max: number): number {
  const value = /^\d{1,10}$/.test(text) ? Number(text) : NaN;
  if (value >= min && value <= max) return value;
  throw usageError(`${flag} ${text}: expected a whole number from ${min} to ${max}.`);
}

function rowNames(text: string): RowName[] {
  const asked = text.split(',').map((name) => name.trim());
  const unknown = asked.find((name) => !(ROW_NAMES as readonly string[]).includes(name));
  if (unknown !== undefined) {
    throw usageError(`--only ${text}: there is no row '${unknown}', only ${ROW_NAMES.join(', ')}.`);
  }
  return ROW_NAMES.filter((name) => asked.includes(name));
}
