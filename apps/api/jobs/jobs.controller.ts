import { Controller, Get, Headers, Inject, Param, Query, Res } from '@nestjs/common';
import type { Response } from 'express';
import { type Database, type FailedVariantPosition, listJobErrors, listJobs } from '#database';
import {
  diffDocument,
  type DiffDocument,
  diffGenerations,
  failedVariantDocument,
  findJob,
  describeJob,
  describeJobs,
  type JobDocument,
  jobErrorDocument,
  jobNotice,
  listFailures,
  releasedJobNo,
} from '#jobs';
import { Allow } from '../access/allow.js';
import { CostlyReads } from '../http/costly-reads.js';
import { decodeCursor, encodeCursor } from '../http/cursor.js';
import { isHead } from '../http/answer-headers.js';
import { LIMIT_DEFAULT } from '../http/list-query.dto.js';
import { decodeKeys, encodeKeys } from '../http/key-cursor.js';
import { UuidPipe } from '../http/validation.js';
import { Operation } from '../openapi/operation.js';
import { JOB_ID } from '../openapi/parameters.js';
import { DATABASE } from '../tokens.js';
import { JOB_DIFF } from './diff.schema.js';
import { JobFeed } from './job-feed.js';
import { EVENT_STREAM_HEADERS, eventId, isActive } from './job-stream.js';
import { DiffJobsDto, ListJobsDto, MOVERS_DEFAULT } from './jobs.dto.js';
import { JOB, FAILED_VARIANTS, JOB_ERRORS, JOB_PAGE } from './jobs.schema.js';
import { EVENTS, LAST_EVENT_ID } from './events.schema.js';
import { requireJob } from './require-job.js';

@Allow('viewer')
@Controller('jobs')
export class JobsController {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(JobFeed) private readonly feed: JobFeed,
    @Inject(CostlyReads) private readonly costly: CostlyReads,
  ) {}

  /** Newest first. */
  @Operation('listJobs', {
    summary: 'Jobs, newest first',
    description: 'Every recalculation that there was.',
    query: ListJobsDto,
    answers: { 200: JOB_PAGE },
  })
  @Get()
  async list(@Query() { limit = LIMIT_DEFAULT, cursor }: ListJobsDto): Promise<object> {
    const beforeJobNo = cursor === undefined ? {} : { beforeJobNo: decodeCursor(cursor) };
    const jobs = await listJobs(this.database.pool, { limit: limit + 1, ...beforeJobNo });
    const page = jobs.slice(0, limit);
    const last = page.at(-1);
    return {
      data: await describeJobs(this.database.pool, page),
      next_cursor: last && jobs.length > limit ? encodeCursor(last.jobNo) : null,
    };
  }

  @Operation('getJob', {
    summary: 'How far a job is',
    description: 'With its rate and the time to its end, and why it cannot go on, where it cannot.',
    path: { job_id: JOB_ID },
    answers: { 200: JOB },
    problems: [404],
  })
  @Get(':job_id')
  async show(@Param('job_id', UuidPipe) jobId: string): Promise<JobDocument> {
    const job = await requireJob(this.database, jobId);
    return { ...(await describeJob(this.database.pool, job)), notice: await jobNotice(this.database, job) };
  }

  /**
   * Server-sent events: the job as it is now, `progress` whenever it changes, `finished` with its last document, the
   * end. Who has that one and connects again is told by 204 not to, which is what browsers go by.
   */
  @Operation('watchJob', {
    summary: 'Events of a job',
    description: 'Server-sent events to the end of the job; `EventSource` connects again where it was cut off.',
    path: { job_id: JOB_ID },
    headers: { 'Last-Event-ID': LAST_EVENT_ID },
    answers: { 200: EVENTS, 204: null },
    problems: [404],
  })
  @Get(':job_id/events')
  async events(
    @Param('job_id', UuidPipe) jobId: string,
    @Headers('last-event-id') lastEventId: string | undefined,
    @Res() response: Response,
  ): Promise<void> {
    const document = await describeJob(this.database.pool, await requireJob(this.database, jobId));
    if (!isActive(document) && lastEventId === eventId(document)) response.status(204).end();
    else if (isHead(response.req)) response.writeHead(200, EVENT_STREAM_HEADERS).end();
    else {
      // A stream has no end of its own: a client that closes its side reads it no more.
      response.req.socket.once('end', () => response.destroy());
      this.feed.stream(document, response);
    }
  }

  /** Why variants failed: each cause with its count and a few examples. */
  @Operation('listJobErrors', {
    summary: 'Why variants failed',
    description: 'Each cause with its count and a few examples, all on one page.',
    path: { job_id: JOB_ID },
    answers: { 200: JOB_ERRORS },
    problems: [404],
  })
  @Get(':job_id/errors')
  async errors(@Param('job_id', UuidPipe) jobId: string): Promise<object> {
    const job = await requireJob(this.database, jobId);
    const causes = await listJobErrors(this.database.pool, jobId);
    return { job_no: job.jobNo, failed: job.failed, data: causes.map(jobErrorDocument), next_cursor: null };
  }

  /** Every variant that failed, with its cause. */
  @Operation('listFailedVariants', {
    summary: 'Variants that failed',
    description: 'All of them, each with its cause; 404 also where they are not held any more.',
    path: { job_id: JOB_ID },
    query: ListJobsDto,
    answers: { 200: FAILED_VARIANTS },
    problems: [404],
  })
  @Get(':job_id/errors/variants')
  async failedVariants(
    @Param('job_id', UuidPipe) jobId: string,
    @Query() { limit = LIMIT_DEFAULT, cursor }: ListJobsDto,
  ): Promise<object> {
    const after = cursor === undefined ? null : decodePosition(cursor);
    const job = await requireJob(this.database, jobId);
    const failures = await listFailures(this.database, job, { after, limit: limit + 1 });
    const page = failures.slice(0, limit);
    const last = page.at(-1);
    return {
      data: page.map(failedVariantDocument),
      next_cursor: last && failures.length > limit ? encodePosition(last) : null,
    };
  }

  /** What moved from this job's summaries to those of another job, by default those that readers see. */
  @Operation('diffJobs', {
    summary: 'What moved from this job to another one',
    description: 'The summaries of both must still be held: the released ones, those before, staged and kept ones are.',
    path: { job_id: JOB_ID },
    query: DiffJobsDto,
    answers: { 200: JOB_DIFF },
    problems: [404, 409],
  })
  @Get(':job_id/diff')
  async diff(
    @Param('job_id', UuidPipe) jobId: string,
    @Query() { against, top = MOVERS_DEFAULT }: DiffJobsDto,
    @Res({ passthrough: true }) response: Response,
  ): Promise<DiffDocument> {
    const from = (await requireJob(this.database, jobId)).jobNo;
    const to =
      against === undefined ? await releasedJobNo(this.database) : (await findJob(this.database, against)).jobNo;
    return this.costly.pass(response, async (database) => diffDocument(await diffGenerations(database, from, to, top)));
  }
}

const isNumber = (text: string): boolean => /^\d{1,9}$/.test(text);

const encodePosition = ({ partitionNo, causeNo, chunkNo, n }: FailedVariantPosition): string =>
  encodeKeys([partitionNo, causeNo, chunkNo, n].map(String));

function decodePosition(cursor: string): FailedVariantPosition {
  const [partitionNo, causeNo, chunkNo, n] = decodeKeys(cursor, [isNumber, isNumber, isNumber, isNumber]).map(Number);
  return { partitionNo: partitionNo!, causeNo: causeNo!, chunkNo: chunkNo!, n: n! };
}
