import type { ClientBase, Pool } from 'pg';
import { type Explanation, explainVariant, formatMicros, type JobNo } from '#costing';
import { CostingError } from '#platform';
import { type Job, readJob } from '../sql/jobs.js';
import { readToday } from '../sql/mill-day.js';
import { type BaseParams, type CalculationInputs, readJobSnapshot, readSnapshot } from '../sql/snapshot.js';
import { inTransaction } from '../transaction.js';
import { variantId } from '../variant-id.js';
import {
  findSimilarSku,
  findVariant,
  readStoredSummary,
  type StoredSummary,
  type VariantRow,
} from './explained-variant.js';
import { normalizeCode } from './text-rules.js';

/** Live as of a date (null: today in the mill, see `readMillDay`), or the summary that a job stored. */
export type ExplanationRequest =
  { readonly asOf: string | null; readonly timeZone: string | null } | { readonly jobNo: JobNo };

export interface ExplainedCost {
  readonly variant: VariantRow;
  readonly asOf: string;
  readonly currency: string;
  /** The job whose figures these are; null: live. */
  readonly jobNo: JobNo | null;
  /** That job's own values, in place of the catalogue's. */
  readonly baseParams: BaseParams;
  readonly explanation: Explanation;
}

/**
 * Explains what a variant costs, everything read in one moment. For a job, the explanation equals the summary that it
 * stored, to the last digit; when the job carried an older summary over a failure, that older job is explained.
 * Throws UNKNOWN_SKU or UNKNOWN_VARIANT, UNKNOWN_JOB, UNKNOWN_ROUTING, NO_STORED_SUMMARY or INPUTS_CHANGED. A variant that has no cost is
 * no error here: see `explanation.failure`.
 */
export async function explainCost(
  pool: Pool,
  { sku, id }: { readonly sku: string; readonly id?: never } | { readonly sku?: never; readonly id: string },
  request: ExplanationRequest,
): Promise<ExplainedCost> {
  return inTransaction(
    pool,
    async (client) => {
      const variant =
        (await findVariant(client, id ?? variantId(normalizeCode(sku)))) ??
        (await (sku === undefined ? unknownVariant(id) : unknownSku(client, sku)));
      if ('jobNo' in request) return explainStored(client, variant, request.jobNo);
      const asOf = request.asOf ?? (await readToday(client, request.timeZone));
      return explained(variant, await readSnapshot(client, { asOf, baseParams: {} }), null);
    },
    'REPEATABLE READ',
  );
}

function unknownVariant(id: string): never {
  throw new CostingError('UNKNOWN_VARIANT', `There is no variant ${id}.`, { httpStatus: 404 });
}

async function unknownSku(client: ClientBase, sku: string): Promise<never> {
  const similar = await findSimilarSku(client, sku);
  const advice = similar === null ? '' : `; did you mean '${similar}'? SKUs are case-sensitive`;
  throw new CostingError('UNKNOWN_SKU', `There is no variant with SKU '${sku}'${advice}.`, { httpStatus: 404 });
}

function explained(
  variant: VariantRow,
  inputs: CalculationInputs,
  job: Pick<Job, 'jobNo' | 'baseParams'> | null,
): ExplainedCost {
  const jobNo = job && job.jobNo;
  const { snapshot, yarnParameters } = inputs;
  const explanation = explainVariant(snapshot, yarnParameters, variant);
  if (!explanation) {
    throw new CostingError(
      jobNo === null ? 'UNKNOWN_ROUTING' : 'INPUTS_CHANGED',
      jobNo === null
        ? `The routing of '${variant.sku}' is not in the catalogue; give the variant one that is.`
        : `Job ${jobNo} did not know the routing that '${variant.sku}' follows now: the variant was changed since.`,
      { httpStatus: 409 },
    );
  }
  return {
    variant,
    asOf: snapshot.asOf,
    currency: snapshot.currency,
    jobNo,
    baseParams: job?.baseParams ?? {},
    explanation,
  };
}

async function explainStored(client: ClientBase, variant: VariantRow, jobNo: JobNo): Promise<ExplainedCost> {
  const asked = await knownJob(client, jobNo);
  const summary = await readStoredSummary(client, variant.id, jobNo);
  if (!summary) return explainAbsence(client, variant, asked);
  const job = summary.jobNo === jobNo ? asked : await knownJob(client, summary.jobNo);
  const cost = explained(variant, await snapshotOf(client, job), job);
  if (!agrees(cost.explanation, summary)) throw inputsChanged(cost, summary, job);
  return cost;
}

async function knownJob(client: ClientBase, jobNo: JobNo): Promise<Job> {
  const job = await readJob(client, { jobNo });
  if (job) return job;
  const message = `There is no job ${jobNo}; \`jobs list\` shows those there are.`;
  throw new CostingError('UNKNOWN_JOB', message, { httpStatus: 404 });
}

async function snapshotOf(client: ClientBase, job: Job): Promise<CalculationInputs> {
  const inputs = await readJobSnapshot(client, job.jobNo);
  if (inputs) return inputs;
  throw new CostingError('NO_STORED_SUMMARY', `The rates and formulas that job ${job.jobNo} used are no longer kept.`, {
    httpStatus: 404,
  });
}

/** Nothing is stored: because the variant failed in that job, or because there was nothing to store. */
async function explainAbsence(client: ClientBase, variant: VariantRow, job: Job): Promise<ExplainedCost> {
  const cost = explained(variant, await snapshotOf(client, job), job);
  if (cost.explanation.failure) return cost;
  throw new CostingError(
    'NO_STORED_SUMMARY',
    `Job ${job.jobNo} (${job.status}) has no summary of '${variant.sku}': it did not finish, its results were replaced ` +
      'since, or the variant was not active then. Without --job the cost is explained as it is now.',
    { httpStatus: 404 },
  );
}

function agrees({ cost }: Explanation, { material, process, overhead }: StoredSummary): boolean {
  return cost?.material === material && cost.process === process && cost.overhead === overhead;
}

/** Jobs keep all that they compute with except the variants' own rows: those of 250 million are not copied. */
function inputsChanged(
  { variant, explanation: { cost } }: ExplainedCost,
  stored: StoredSummary,
  job: Job,
): CostingError {
  const total = (one: { material: number; process: number; overhead: number }): string =>
    formatMicros(one.material + one.process + one.overhead);
  const reason =
    variant.updatedAt >= job.createdAt
      ? `its own parameters, routing or master yarn were changed on ${variant.updatedAt}, after the job of ${job.createdAt}`
      : 'its row was changed since in a way that left no trace of when';
  return new CostingError(
    'INPUTS_CHANGED',
    `The summary of '${variant.sku}' by job ${job.jobNo} (${total(stored)}) cannot be explained: ${reason}. ` +
      `With what the variant says now, the job's rates and formulas give ${cost ? total(cost) : 'no cost'}.`,
    { httpStatus: 409, details: { updated_at: variant.updatedAt, job_created_at: job.createdAt } },
  );
}
