import { Body, Controller, HttpCode, Inject, Param, Post } from '@nestjs/common';
import type { Database, IdempotentRequest, Job } from '#database';
import {
  announceJob,
  type ControlLink,
  discardJob,
  dropKept,
  endActiveJob,
  describeJob,
  type JobDocument,
  keepGeneration,
  releaseJob,
  retryJob,
  rollbackRelease,
  type TaskTransport,
} from '#jobs';
import { type Config, CostingError } from '#platform';
import { Allow } from '../access/allow.js';
import { Idempotency } from '../http/idempotency-key.js';
import { UuidPipe } from '../http/validation.js';
import { Operation } from '../openapi/operation.js';
import { IDEMPOTENCY_KEY, JOB_ID } from '../openapi/parameters.js';
import { CONFIG, CONTROL, DATABASE_WRITES, TRANSPORT } from '../tokens.js';
import { CleanUp } from './clean-up.js';
import { KeepJobDto, ReleaseJobDto } from './jobs.dto.js';
import { JOB } from './jobs.schema.js';
import { requireJob } from './require-job.js';

/** What can be done to a job that there is. */
@Allow('operator')
@Controller('jobs')
export class JobActionsController {
  constructor(
    @Inject(DATABASE_WRITES) private readonly database: Database,
    @Inject(CleanUp) private readonly cleanUp: CleanUp,
    @Inject(CONTROL) private readonly control: ControlLink,
    @Inject(TRANSPORT) private readonly transport: TaskTransport,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Ends a job that waits or runs; what readers see does not change. */
  @Operation('cancelJob', {
    summary: 'End a job that waits or runs',
    description: 'What readers see does not change.',
    path: { job_id: JOB_ID },
    answers: { 200: JOB },
    problems: [404, 409],
  })
  @Post(':job_id/cancel')
  @HttpCode(200)
  async cancel(@Param('job_id', UuidPipe) jobId: string): Promise<JobDocument> {
    const { jobNo } = await requireJob(this.database, jobId);
    if (!(await endActiveJob(this.database, jobId, 'CANCELLED', 'cancelled by the user'))) {
      const { status } = await requireJob(this.database, jobId);
      throw new CostingError('NOT_ACTIVE', `Job ${jobNo} is ${status}: it has ended already.`, { httpStatus: 409 });
    }
    this.control.cancelled(jobId);
    return this.changed(await requireJob(this.database, jobId));
  }

  /** Takes a failed job up again; what is done stays done. */
  @Operation('retryJob', {
    summary: 'Take up a failed job again',
    description:
      'What is done stays done; the rest is computed with the prices and formulas that it began with. 409 `SUPERSEDED` ' +
      'when readers see a later job, which its result would replace.',
    path: { job_id: JOB_ID },
    headers: { 'Idempotency-Key': IDEMPOTENCY_KEY },
    answers: { 202: JOB },
    problems: [404, 409, 422],
  })
  @Post(':job_id/retry')
  @HttpCode(202)
  async retry(
    @Param('job_id', UuidPipe) jobId: string,
    @Idempotency() key: IdempotentRequest | null,
  ): Promise<JobDocument> {
    const job = await retryJob(this.database, jobId, { request: key });
    await announceJob(this.database, this.transport);
    return describeJob(this.database.pool, job);
  }

  /** Shows readers the result of a staged job. */
  @Operation('releaseJob', {
    summary: 'Show readers the result of a staged job',
    description:
      'Or of one that is kept, or was shown before. 409 when more variants failed than `allow_failed`, when not one has ' +
      'figures (`NOTHING_TO_SHOW`), and, unless `older`, when readers see a later result (`SUPERSEDED`): of a later date, ' +
      'or with changes that the job has not seen.',
    path: { job_id: JOB_ID },
    body: ReleaseJobDto,
    answers: { 200: JOB },
    problems: [404, 409],
  })
  @Post(':job_id/release')
  @HttpCode(200)
  async release(@Param('job_id', UuidPipe) jobId: string, @Body() body: ReleaseJobDto): Promise<JobDocument> {
    const { allowedFailedShare } = await requireJob(this.database, jobId);
    const share = body.allow_failed ?? allowedFailedShare;
    const options = { older: body.older ?? false, timeZone: this.config.timeZone };
    return this.changed(await releaseJob(this.database, jobId, share, options));
  }

  /** Gives up the result of a staged job. */
  @Operation('discardJob', {
    summary: 'Give up the result of a staged job',
    description: 'Or of a failed one; what readers see does not change.',
    path: { job_id: JOB_ID },
    answers: { 200: JOB },
    problems: [404, 409],
  })
  @Post(':job_id/discard')
  @HttpCode(200)
  async discard(@Param('job_id', UuidPipe) jobId: string): Promise<JobDocument> {
    return this.changed(await discardJob(this.database, jobId));
  }

  /** Shows readers the summaries from before this job's release again; answers with the job that they see then. */
  @Operation('rollbackJob', {
    summary: 'Undo the release of this job',
    description:
      'Readers see the summaries from before again; the answer is the job that they see then. This job is STAGED again: ' +
      'releasing it shows it once more. 409 unless readers see this job, and when nothing before it is held.',
    path: { job_id: JOB_ID },
    answers: { 200: JOB },
    problems: [404, 409],
  })
  @Post(':job_id/rollback')
  @HttpCode(200)
  async rollback(@Param('job_id', UuidPipe) jobId: string): Promise<JobDocument> {
    return describeJob(
      this.database.pool,
      await rollbackRelease(this.database, await requireJob(this.database, jobId)),
    );
  }

  /** Keeps the job's summaries under a name until `drop` gives it up. */
  @Operation('keepJob', {
    summary: 'Keep the summaries of a job',
    description: 'Under a name, beyond later releases, until `drop` gives it up.',
    path: { job_id: JOB_ID },
    body: KeepJobDto,
    answers: { 200: JOB },
    problems: [404, 409],
  })
  @Post(':job_id/keep')
  @HttpCode(200)
  async keep(@Param('job_id', UuidPipe) jobId: string, @Body() { name, drop }: KeepJobDto): Promise<JobDocument> {
    const job = await requireJob(this.database, jobId);
    if (drop) return this.changed(await dropKept(this.database, job));
    return describeJob(this.database.pool, await keepGeneration(this.database, job, name ?? `job-${job.jobNo}`));
  }

  private changed(job: Job): Promise<JobDocument> {
    this.cleanUp.start();
    return describeJob(this.database.pool, job);
  }
}
