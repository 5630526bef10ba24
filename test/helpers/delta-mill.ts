import { expect } from 'vitest';
import { countPendingChanges, type Database, type Job } from '#database';
import { createDeltaJob, type DeltaJobRequest } from '#jobs';
import { checkGeneration } from '../oracle/check-generation.js';
import { importDocuments } from './catalogue-files.js';
import { CHANGES_MILL } from './changes-mill.js';
import { readCosts, recalculate, workOn } from './recalculation.js';

const REQUEST: DeltaJobRequest = {
  asOf: '2026-06-30',
  timeZone: 'UTC',
  baseParams: null,
  changeIds: null,
  retriesFailed: false,
  release: true,
  allowedFailedShare: 0.01,
  idempotencyKey: null,
};

/** Asks for a delta without running it; null: nothing to do. */
export function requestDelta(database: Database, request: Partial<DeltaJobRequest> = {}): Promise<Job | null> {
  return createDeltaJob(database, { ...REQUEST, ...request });
}

/** Asks for a delta and runs it to its end. */
export async function runDelta(database: Database, request: Partial<DeltaJobRequest> = {}): Promise<Job> {
  const job = await requestDelta(database, request);
  if (!job) throw new Error('nothing to do');
  return job.status === 'PENDING' ? workOn(database, job) : job;
}

/** Imports the mill of twenty variants, and costs it. */
export async function openDeltaMill(database: Database): Promise<Job> {
  await importDocuments(database.url, CHANGES_MILL);
  return recalculate(database);
}

/** SKUs of the variants whose figures are by that job. */
export async function costedBy(database: Database, job: Job): Promise<string[]> {
  const costs = await readCosts(database);
  return [...costs].flatMap(([sku, figures]) => (figures[4] === job.jobNo ? [sku] : [])).sort();
}

/** At rest: nothing is pending, and every figure is what SQL makes of the catalogue. */
export async function expectExact(database: Database): Promise<void> {
  expect((await countPendingChanges(database.pool)).byType).toEqual({});
  const { faults } = await checkGeneration(database, { share: 1, seed: 1 });
  expect(faults).toEqual([]);
}

/** `V3`, …: SKUs by their numbers, in order of text. */
export const skus = (...numbers: readonly number[]): string[] => numbers.map((n) => `V${n}`).sort();
