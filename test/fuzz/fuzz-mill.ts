import { type Database, type Job, variantId } from '#database';
import { createFullJob, keepGeneration } from '#jobs';
import { CHANGES_MILL } from '../helpers/changes-mill-catalogue.js';
import { importDocuments } from '../helpers/catalogue-files.js';
import type { FuzzStage } from './run-fuzz.js';

/** A routing whose variant fails. */
const BROKEN = {
  parameters: [{ key: 'nought', default_value: 0 }],
  processes: [{ code: 'DYEING-LINE', name: 'Dyeing' }],
  routings: [
    {
      code: 'BROKEN',
      name: 'Broken',
      output_unit: 'kg',
      output_quantity: '1',
      steps: [{ code: 'S', cost_component: 'MATERIAL', formula: '1 / nought' }],
    },
  ],
  variants: [{ sku: 'BROKEN 1', master_yarn: 'RAW-YARN', routing: 'BROKEN' }],
};

/**
 * A mill with a kept, a previous, a released and two staged jobs, failed variants and a pending change; `ended` has a
 * worker run a job to its end.
 */
export async function prepareFuzz(
  database: Database,
  ended: (job: Job) => Promise<Job>,
): Promise<Pick<FuzzStage, 'known'>> {
  await importDocuments(database.url, CHANGES_MILL);
  await importDocuments(database.url, BROKEN);
  const jobs: Job[] = [];
  for (const release of [true, true, true, false, false]) {
    const request = { timeZone: 'UTC', baseParams: {}, allowedFailedShare: 1, idempotencyKey: null, release };
    jobs.push(await ended(await createFullJob(database, { ...request, asOf: '2026-06-30' })));
    if (jobs.length === 1) await keepGeneration(database, jobs[0]!, 'kept');
  }
  const price = { item: 'BLUE', rate_value: '120', effective_date: '2026-03-01' };
  await importDocuments(database.url, { price_rates: [price] });
  const skus = ['V0', 'V19', 'BROKEN 1'];
  const { rows } = await database.pool.query<{ id: string }>(`SELECT id FROM price_rates ORDER BY id`);
  return {
    known: {
      job_id: jobs.map(({ jobId }) => jobId),
      sku: skus,
      variant_id: skus.map(variantId),
      key: CHANGES_MILL.parameters.map(({ key }) => key),
      items: ['BLUE'],
      processes: ['DYEING-LINE'],
      routings: ['PLAIN'],
      'master-yarns': ['RAW-YARN'],
      id: rows.map(({ id }) => String(id)),
    },
  };
}
