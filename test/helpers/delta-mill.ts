import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import {
  countPendingChanges,
  type Database,
  inTransaction,
  type Job,
  markMergeBegun,
  mergePartition,
  readStagedTasks,
} from '#database';
import { createDeltaJob, type DeltaJobRequest } from '#jobs';
import { checkGeneration } from '../oracle/check-generation.js';
import { importDocuments } from './catalogue-files.js';
import { CHANGES_MILL } from './changes-mill-catalogue.js';
import { openTestDatabase, readCosts, requestJob } from './recalculation.js';
import { testDatabase } from './postgres.js';
import { StandingWorker } from './worker-process.js';

const REQUEST: DeltaJobRequest = {
  asOf: '2026-06-30',
  timeZone: 'UTC',
  baseParams: {},
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

/** A database with a worker process that stays, so that a job takes milliseconds. */
export interface DeltaMill {
  readonly database: Database;
  /** Of the database. */
  readonly url: string;
  /** Resolves when the job has ended. */
  ended(job: Job): Promise<Job>;
  /** Asks for a delta and waits for its end. */
  runDelta(request?: Partial<DeltaJobRequest>): Promise<Job>;
  /** The same for a full job. */
  runFull(request?: Parameters<typeof requestJob>[1]): Promise<Job>;
  /** Resolves when all tasks of the delta are done. */
  staged(job: Job): Promise<void>;
  /** Merges one partition of a delta whose tasks are done, as a merge by partitions begins. */
  mergeOne(job: Job): Promise<void>;
  startWorker(): void;
  /** Kills it. */
  stopWorker(): Promise<void>;
  close(): Promise<void>;
}

const POLL_MS = 10;

/** Imports the mill of twenty variants, or another catalogue; `environment` is the worker's. */
export async function openDeltaMill(
  environment: Readonly<Record<string, string>> = {},
  catalogue: object = CHANGES_MILL,
): Promise<DeltaMill> {
  const server = await testDatabase();
  const database = await openTestDatabase(server);
  await importDocuments(server.url, catalogue);
  const worker = new StandingWorker(database, environment);
  worker.start();
  const ended = (job: Job): Promise<Job> => worker.ended(job);
  return {
    database,
    url: server.url,
    ended,
    runDelta: async (request) => {
      const job = await requestDelta(database, request);
      if (!job) throw new Error('nothing to do');
      return ended(job);
    },
    runFull: async (request) => ended(await requestJob(database, request)),
    staged: async ({ jobId }) => {
      while ((await readStagedTasks(database.pool, jobId)).open > 0) await sleep(POLL_MS);
    },
    mergeOne: ({ jobId, baseGeneration }) =>
      inTransaction(database.pool, async (client) => {
        await markMergeBegun(client, jobId);
        const { tasks } = await readStagedTasks(client, jobId);
        expect(await mergePartition(client, tasks[0]!, baseGeneration!)).toBeGreaterThan(0);
      }),
    startWorker: () => worker.start(),
    stopWorker: () => worker.kill(),
    close: async () => {
      await worker.kill();
      await database.close();
      await server.close();
    },
  };
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
