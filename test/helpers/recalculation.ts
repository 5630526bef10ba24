import { once } from 'node:events';
import { type Database, type Job, openDatabase, readJob } from '#database';
import { createFullJob, dropUnneededGenerations, type JobRequest } from '#jobs';
import { startProgram } from '#platform';
import { configFor, type TestDatabase } from './postgres.js';

const REQUEST: JobRequest = {
  asOf: '2026-06-30',
  timeZone: 'UTC',
  baseParams: {},
  release: true,
  allowedFailedShare: 0.01,
  idempotencyKey: null,
};

/** A test database opened as the programs open it. */
export function openTestDatabase(database: TestDatabase): Promise<Database> {
  return openDatabase(configFor(database), { applicationName: 'costing test' });
}

/** Asks for a full job without running it. */
export function requestJob(database: Database, request: Partial<JobRequest> = {}): Promise<Job> {
  return createFullJob(database, { ...REQUEST, ...request });
}

/** Runs an active job to its end by a worker process. */
export async function workOn(database: Database, job: Job): Promise<Job> {
  const worker = startProgram('apps/worker/main', ['--until-job', job.jobId], {
    DATABASE_URL: database.url,
    LOG_LEVEL: 'error',
  });
  await once(worker, 'exit');
  await dropUnneededGenerations(database);
  return (await readJob(database.pool, { jobId: job.jobId }))!;
}

/** Asks for a full job and runs it to its end. */
export async function recalculate(database: Database, request: Partial<JobRequest> = {}): Promise<Job> {
  return workOn(database, await requestJob(database, request));
}

/** What readers see: SKU → total_material_cost, total_process_cost, total_overhead, grand_total, job number. */
export async function readCosts(
  database: Database,
): Promise<Map<string, readonly [string, string, string, string, number]>> {
  const { rows } = await database.pool.query<Record<'sku' | 'm' | 'p' | 'o' | 'g', string> & { job_no: number }>(
    `SELECT v.sku, total_material_cost AS m, total_process_cost AS p, total_overhead AS o, grand_total AS g, job_no
       FROM variant_cost_summaries s JOIN variants v ON v.id = s.variant_id`,
  );
  return new Map(rows.map(({ sku, m, p, o, g, job_no }) => [sku, [m, p, o, g, job_no]]));
}

/** Tables of generations that exist, attached or not. */
export async function generationTables(database: Database): Promise<number[]> {
  const { rows } = await database.pool.query<{ generation: number }>(
    `SELECT DISTINCT substring(relname FROM '^cost_summaries_g([0-9]+)')::integer AS generation FROM pg_class
      WHERE relname ~ '^cost_summaries_g[0-9]+(_p[0-9]+)?$' ORDER BY 1`,
  );
  return rows.map(({ generation }) => generation);
}
