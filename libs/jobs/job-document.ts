import type { BaseParams, FailedVariant, Job, JobError } from '#database';
import type { Warning } from '#platform';

/** A job as REST and `jobs --json` show it. */
export interface JobDocument {
  readonly job_id: string;
  readonly job_no: number;
  readonly mode: string;
  /** How a delta reaches the readers, see `DeltaPlan`; null: a full job. */
  readonly plan: string | null;
  readonly status: string;
  readonly as_of: string;
  readonly total: number;
  readonly processed: number;
  readonly failed: number;
  /** Variants a second since the first task was claimed. */
  readonly rate: number;
  /** Seconds to the end at this rate; null when the job does not run or nothing is known yet. */
  readonly eta_seconds: number | null;
  readonly created_at: string;
  readonly started_at: string | null;
  readonly finished_at: string | null;
  readonly error: string | null;
  /** Values of this job alone; no other job takes them over, and the next delta undoes what they changed. */
  readonly base_params: BaseParams;
  /** Readers see its figures. */
  readonly released: boolean;
  /** Name under which its summaries are kept. */
  readonly kept_name: string | null;
  /** What a person should look at although the job was done. */
  readonly warnings: readonly Warning[];
  /** Why it cannot go on by itself (`jobNotice`); only where one job is asked for. */
  readonly notice?: string | null;
}

/** The job as documents show it. */
export function jobDocument(job: Job, warnings: readonly Warning[] = []): JobDocument {
  const rate = variantsPerSecond(job);
  const runs = job.status === 'RUNNING' && rate > 0;
  return {
    job_id: job.jobId,
    job_no: job.jobNo,
    mode: job.mode,
    plan: job.plan,
    status: job.status,
    as_of: job.asOf,
    total: job.total,
    processed: job.processed,
    failed: job.failed,
    rate,
    eta_seconds: runs ? Math.max(0, Math.ceil((job.total - job.processed) / rate)) : null,
    created_at: job.createdAt,
    started_at: job.startedAt,
    finished_at: job.finishedAt,
    error: job.error,
    base_params: job.baseParams,
    released: job.isReleased,
    kept_name: job.keptName,
    warnings,
  };
}

/** A job's own values for a person, `cotton_usd_kg = 2.5, yarn = 30s-CH`; empty: it has none. */
export function ownValuesText(baseParams: BaseParams): string {
  return Object.entries(baseParams)
    .map(([key, value]) => `${key} = ${value}`)
    .join(', ');
}

/** Variants a second from the first claim to the end, or until now. */
export function variantsPerSecond(job: Pick<Job, 'processed' | 'seconds'>): number {
  return job.seconds > 0 ? Math.round(job.processed / job.seconds) : 0;
}

/** A cause of failed variants as REST and `jobs errors --json` show it. */
export function jobErrorDocument({ samples, ...cause }: JobError): object {
  return { ...cause, samples: samples.map(({ variantId, sku }) => ({ variant_id: variantId, sku })) };
}

/** A failed variant with its cause, as REST and `jobs errors --skus` show it. */
export interface FailedVariantDocument {
  /** null: the variant is gone. */
  readonly sku: string | null;
  readonly variant_id: string;
  readonly code: string;
  readonly routing: string;
  readonly step: string;
  readonly name: string;
  readonly item: string;
  readonly message: string;
}

/** The failed variant as documents show it. */
export function failedVariantDocument(failure: FailedVariant): FailedVariantDocument {
  const { sku, variantId, code, routing, step, name, item, message } = failure;
  return { sku, variant_id: variantId, code, routing, step, name, item, message };
}
