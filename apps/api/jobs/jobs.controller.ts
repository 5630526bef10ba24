import { Body, Controller, Get, Headers, HttpCode, Inject, Param, Post, Query, Res } from '@nestjs/common';
import type { Response } from 'express';
import { type Database, type Job, listJobErrors, listJobs, readJob } from '#database';
import {
  announceJob,
  type ControlLink,
  discardJob,
  endActiveJob,
  jobDocument,
  type JobDocument,
  jobErrorDocument,
  jobNotice,
  releaseJob,
  retryJob,
  type TaskTransport,
} from '#jobs';
import { CostingError } from '#platform';
import { Allow } from '../access/allow.js';
import { decodeCursor, encodeCursor } from '../http/cursor.js';
import { UuidPipe } from '../http/validation.js';
import { CONTROL, DATABASE, TRANSPORT } from '../tokens.js';
import { CleanUp } from './clean-up.js';
import { JobFeed } from './job-feed.js';
import { eventId, isActive } from './job-stream.js';
import { LIMIT_DEFAULT, ListJobsDto, ReleaseJobDto } from './jobs.dto.js';

@Allow('viewer')
@Controller('jobs')
export class JobsController {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(CleanUp) private readonly cleanUp: CleanUp,
    @Inject(JobFeed) private readonly feed: JobFeed,
    @Inject(CONTROL) private readonly control: ControlLink,
    @Inject(TRANSPORT) private readonly transport: TaskTransport,
  ) {}

  /** Newest first. */
  @Get()
  async list(@Query() { limit = LIMIT_DEFAULT, cursor }: ListJobsDto): Promise<object> {
    const beforeJobNo = cursor === undefined ? {} : { beforeJobNo: decodeCursor(cursor) };
    const jobs = await listJobs(this.database.pool, { limit: limit + 1, ...beforeJobNo });
    const page = jobs.slice(0, limit);
    const last = page.at(-1);
    return {
      data: page.map(jobDocument),
      next_cursor: last && jobs.length > limit ? encodeCursor(last.jobNo) : null,
    };
  }

  @Get(':job_id')
  async show(@Param('job_id', UuidPipe) jobId: string): Promise<JobDocument> {
    const job = await this.job(jobId);
    return { ...jobDocument(job), notice: await jobNotice(this.database, job) };
  }

  /**
   * Server-sent events: the job as it is now, `progress` whenever it changes, `finished` with its last document, the
   * end. Who has that one and connects again is told by 204 not to, which is what browsers go by.
   */
  @Get(':job_id/events')
  async events(
    @Param('job_id', UuidPipe) jobId: string,
    @Headers('last-event-id') lastEventId: string | undefined,
    @Res() response: Response,
  ): Promise<void> {
    const document = jobDocument(await this.job(jobId));
    if (!isActive(document) && lastEventId === eventId(document)) response.status(204).end();
    else if (response.req.method === 'HEAD') response.type('text/event-stream').end();
    else this.feed.stream(document, response);
  }

  /** Why variants failed: each cause with its count and a few examples. */
  @Get(':job_id/errors')
  async errors(@Param('job_id', UuidPipe) jobId: string): Promise<object> {
    const job = await this.job(jobId);
    const causes = await listJobErrors(this.database.pool, jobId);
    return { job_no: job.jobNo, failed: job.failed, data: causes.map(jobErrorDocument), next_cursor: null };
  }

  /** Ends a job that waits or runs; what readers see does not change. */
  @Allow('operator')
  @Post(':job_id/cancel')
  @HttpCode(200)
  async cancel(@Param('job_id', UuidPipe) jobId: string): Promise<JobDocument> {
    const { jobNo } = await this.job(jobId);
    if (!(await endActiveJob(this.database, jobId, 'CANCELLED', 'cancelled by the user'))) {
      const { status } = await this.job(jobId);
      throw new CostingError('NOT_ACTIVE', `Job ${jobNo} is ${status}: it has ended already.`, { httpStatus: 409 });
    }
    this.control.cancelled(jobId);
    return this.changed(await this.job(jobId));
  }

  /** Takes a failed job up again; what is done stays done. */
  @Allow('operator')
  @Post(':job_id/retry')
  @HttpCode(202)
  async retry(@Param('job_id', UuidPipe) jobId: string): Promise<JobDocument> {
    const job = await retryJob(this.database, jobId);
    await announceJob(this.database, this.transport);
    return jobDocument(job);
  }

  /** Shows readers the result of a staged job. */
  @Allow('operator')
  @Post(':job_id/release')
  @HttpCode(200)
  async release(@Param('job_id', UuidPipe) jobId: string, @Body() body: ReleaseJobDto): Promise<JobDocument> {
    const { allowedFailedShare } = await this.job(jobId);
    return this.changed(await releaseJob(this.database, jobId, body.allow_failed ?? allowedFailedShare));
  }

  /** Gives up the result of a staged job. */
  @Allow('operator')
  @Post(':job_id/discard')
  @HttpCode(200)
  async discard(@Param('job_id', UuidPipe) jobId: string): Promise<JobDocument> {
    return this.changed(await discardJob(this.database, jobId));
  }

  private async job(jobId: string): Promise<Job> {
    const job = await readJob(this.database.pool, { jobId });
    if (!job) throw new CostingError('UNKNOWN_JOB', `There is no job ${jobId}.`, { httpStatus: 404 });
    return job;
  }

  private changed(job: Job): JobDocument {
    this.cleanUp.start();
    return jobDocument(job);
  }
}
