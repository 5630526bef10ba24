import type { Client } from 'pg';
import type { Database } from '#database';
import { compareSample, type SampleComparison } from './compare-sample.js';
import { drawSample } from './draw-sample.js';
import { recomputeSample } from './recompute-sample.js';
import { checkWhole, type WholeGeneration } from './whole-generation.js';

export interface CheckOptions {
  /** Share of the variants to recompute, 0 … 1; never fewer than `atLeast`, or all when there are fewer. */
  readonly share: number;
  /** Whole number from 0 to 2^31 − 1: another seed draws another sample. */
  readonly seed: number;
  /** Default 1,000. */
  readonly atLeast?: number;
}

/** What the check looked at and everything that it found wrong. */
export interface GenerationCheck extends WholeGeneration, SampleComparison {
  readonly seed: number;
  /** Sentences for people, the first ones of each kind in full; empty: the generation is right. */
  readonly faults: readonly string[];
}

/** Room for sorts and hashes of a million variants; the check has the machine to itself. */
const WORK_MEMORY = '64MB';

/**
 * Checks the released generation against the catalogue without any code that computed it: SQL made from the formulas
 * costs a sample anew, from the variants' rows to the last digit, and the whole is counted and added up. Expects a
 * database at rest: what was edited since the job began is rightly a difference. Everything is read in one snapshot.
 */
export async function checkGeneration(
  database: Pick<Database, 'connect'>,
  options: CheckOptions,
): Promise<GenerationCheck> {
  const client = await database.connect('costing check');
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ');
    await client.query(`SET LOCAL work_mem = '${WORK_MEMORY}'; SET LOCAL jit = off`);
    const check = await checkInTransaction(client, options);
    // Takes the temporary tables along.
    await client.query('ROLLBACK');
    return check;
  } finally {
    await client.end();
  }
}

async function checkInTransaction(
  client: Client,
  { share, seed, atLeast = 1_000 }: CheckOptions,
): Promise<GenerationCheck> {
  const { faults, ...whole } = await checkWhole(client);
  await drawSample(client, { share, seed, atLeast });
  await recomputeSample(client, whole);
  const { faults: differences, ...sample } = await compareSample(client, whole);
  return { ...whole, ...sample, seed, faults: [...faults, ...differences] };
}
