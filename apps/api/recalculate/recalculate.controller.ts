import { Body, Controller, Headers, HttpCode, Inject, Post, Res } from '@nestjs/common';
import type { Response } from 'express';
import { type Database, hasLiveWorkers, type Job } from '#database';
import { ALLOWED_FAILED_SHARE, createFullJob, LEASE_SECONDS } from '#jobs';
import { type Config, CostingError } from '#platform';
import { checkIdempotencyKey } from '../http/idempotency-key.js';
import { invalidRequest } from '../http/validation.js';
import { CONFIG, DATABASE } from '../tokens.js';
import { RecalculateAllDto } from './recalculate.dto.js';

@Controller('recalculate')
export class RecalculateController {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Starts a full recalculation; with an idempotency key that was used before it gives the job of that time. */
  @Post('all')
  @HttpCode(202)
  async all(
    @Body() body: RecalculateAllDto,
    @Headers('idempotency-key') key: string | undefined,
    @Res({ passthrough: true }) response: Response,
  ): Promise<object> {
    const job = await this.create(body, checkIdempotencyKey(key));
    const place = `/api/v1/jobs/${job.jobId}`;
    response.setHeader('Location', place);
    const message = `Job ${job.jobNo} is ${job.status}: GET ${place} tells how far it is.${await this.advice(job)}`;
    return { job_id: job.jobId, job_no: job.jobNo, status: job.status, message };
  }

  private async create(body: RecalculateAllDto, idempotencyKey: string | null): Promise<Job> {
    try {
      return await createFullJob(this.database, {
        asOf: body.as_of ?? null,
        timeZone: this.config.timeZone,
        baseParams: body.base_params ?? {},
        release: body.release ?? true,
        allowedFailedShare: body.allow_failed ?? ALLOWED_FAILED_SHARE,
        idempotencyKey,
      });
    } catch (error) {
      throw error instanceof CostingError && error.code === 'INVALID_INPUT' ? inBody(error) : error;
    }
  }

  private async advice(job: Job): Promise<string> {
    if (job.status !== 'PENDING' || (await hasLiveWorkers(this.database.pool, LEASE_SECONDS))) return '';
    return ' No worker is connected yet: `costing worker` starts one.';
  }
}

/** Faults of base parameters, with their place in the body. */
function inBody({ options }: CostingError): CostingError {
  const faults = options.faults ?? [];
  return invalidRequest(faults.map((fault) => ({ ...fault, path: `$.base_params${fault.path.slice(1)}` })));
}
