import { Body, Controller, Headers, HttpCode, Inject, Post, Res } from '@nestjs/common';
import type { Response } from 'express';
import type { Database, Job } from '#database';
import { ALLOWED_FAILED_SHARE, announceJob, createFullJob, jobNotice, type TaskTransport } from '#jobs';
import { type Config, CostingError } from '#platform';
import { checkIdempotencyKey } from '../http/idempotency-key.js';
import { invalidRequest } from '../http/validation.js';
import { CONFIG, DATABASE, TRANSPORT } from '../tokens.js';
import { RecalculateAllDto } from './recalculate.dto.js';

@Controller('recalculate')
export class RecalculateController {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(TRANSPORT) private readonly transport: TaskTransport,
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
    if (job.status === 'PENDING') await announceJob(this.database, this.transport);
    const place = `/api/v1/jobs/${job.jobId}`;
    response.setHeader('Location', place);
    const message = `Job ${job.jobNo} is ${job.status}: GET ${place} tells how far it is.`;
    const notice = await jobNotice(this.database, job);
    return {
      job_id: job.jobId,
      job_no: job.jobNo,
      status: job.status,
      message: notice ? `${message} ${notice}` : message,
    };
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
}

/** Faults of base parameters, with their place in the body. */
function inBody({ options }: CostingError): CostingError {
  const faults = options.faults ?? [];
  return invalidRequest(faults.map((fault) => ({ ...fault, path: `$.base_params${fault.path.slice(1)}` })));
}
