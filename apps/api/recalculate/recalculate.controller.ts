import { Body, Controller, HttpCode, Inject, Post, Res } from '@nestjs/common';
import type { Response } from 'express';
import { type Database, type IdempotentRequest, type Job, Turns } from '#database';
import {
  ALLOWED_FAILED_SHARE,
  announceJob,
  countFailedReleased,
  createDeltaJob,
  createFullJob,
  jobNotice,
  type JobRequest,
  nothingToDoText,
  type TaskTransport,
} from '#jobs';
import { type Config, CostingError } from '#platform';
import { Allow } from '../access/allow.js';
import { Idempotency } from '../http/idempotency-key.js';
import { invalidRequest } from '../http/validation.js';
import { Operation } from '../openapi/operation.js';
import { IDEMPOTENCY_KEY } from '../openapi/parameters.js';
import { CONFIG, DATABASE_WRITES, TRANSPORT } from '../tokens.js';
import { RecalculateAllDto, RecalculateDeltaDto } from './recalculate.dto.js';
import { JOB_STARTED, NOTHING_TO_DO } from './recalculate.schema.js';

const WAIT_SECONDS_MAX = 30;
const LOCATION = { Location: 'Where the job is.' };

@Allow('operator')
@Controller('recalculate')
export class RecalculateController {
  /** One job is active at a time: those who ask for one at once need no connection each to find that out. */
  private readonly turns = new Turns(1, WAIT_SECONDS_MAX * 1_000, tooManyJobs);

  constructor(
    @Inject(DATABASE_WRITES) private readonly database: Database,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(TRANSPORT) private readonly transport: TaskTransport,
  ) {}

  /** Starts a full recalculation; with an idempotency key that was used before it gives the job of that time. */
  @Operation('recalculateAll', {
    summary: 'Cost every variant',
    description: 'Starts a job. 409 while another one is active: `running_job_id` names it.',
    headers: { 'Idempotency-Key': IDEMPOTENCY_KEY },
    body: RecalculateAllDto,
    answers: { 202: JOB_STARTED },
    answerHeaders: LOCATION,
    problems: [409, 422],
  })
  @Post('all')
  @HttpCode(202)
  async all(
    @Body() body: RecalculateAllDto,
    @Idempotency() key: IdempotentRequest | null,
    @Res({ passthrough: true }) response: Response,
  ): Promise<object> {
    const job = await this.create(() =>
      createFullJob(this.database, { ...this.requestOf(body, key), baseParams: body.base_params ?? {} }),
    );
    return this.begun(job, response);
  }

  /**
   * Starts a recalculation of what pending changes touch. 200 when there is nothing to do; a job that is COMPLETED at
   * once has processed changes that no cost depends on.
   */
  @Operation('recalculateDelta', {
    summary: 'Cost what pending changes touch',
    description:
      'Starts a job, or says that there is nothing to do. A job that is COMPLETED at once has processed changes that no ' +
      'cost depends on. 409 while another one is active: `running_job_id` names it.',
    headers: { 'Idempotency-Key': IDEMPOTENCY_KEY },
    body: RecalculateDeltaDto,
    answers: { 200: NOTHING_TO_DO, 202: JOB_STARTED },
    answerHeaders: LOCATION,
    problems: [409, 422],
  })
  @Post('delta')
  @HttpCode(202)
  async delta(
    @Body() body: RecalculateDeltaDto,
    @Idempotency() key: IdempotentRequest | null,
    @Res({ passthrough: true }) response: Response,
  ): Promise<object> {
    const job = await this.create(() =>
      createDeltaJob(this.database, {
        ...this.requestOf(body, key),
        baseParams: body.base_params ?? {},
        changeIds: body.change_ids ?? null,
        retriesFailed: body.failed ?? false,
      }),
    );
    if (job) return this.begun(job, response);
    response.status(200);
    const failed = await countFailedReleased(this.database);
    return { status: 'NOTHING_TO_DO', failed, message: nothingToDoText(failed, body.base_params) };
  }

  private async begun(job: Job, response: Response): Promise<object> {
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

  private requestOf(body: RecalculateAllDto, key: IdempotentRequest | null): Omit<JobRequest, 'baseParams'> {
    return {
      asOf: body.as_of ?? null,
      timeZone: this.config.timeZone,
      release: body.release ?? true,
      allowedFailedShare: body.allow_failed ?? ALLOWED_FAILED_SHARE,
      idempotencyKey: key?.key ?? null,
      ...(key && { idempotencyScope: key }),
    };
  }

  private async create<T>(create: () => Promise<T>): Promise<T> {
    try {
      return await this.turns.take(create);
    } catch (error) {
      throw error instanceof CostingError && error.code === 'INVALID_INPUT' ? inBody(error) : error;
    }
  }
}

function tooManyJobs(): CostingError {
  const message = 'Too many jobs are asked for at once. Try again in a moment.';
  return new CostingError('TOO_MANY_REQUESTS', message, { httpStatus: 429, retryAfterSeconds: 2 });
}

/** Faults of base parameters, with their place in the body. */
function inBody({ options }: CostingError): CostingError {
  const faults = options.faults ?? [];
  return invalidRequest(faults.map((fault) => ({ ...fault, path: `$.base_params${fault.path.slice(1)}` })));
}
