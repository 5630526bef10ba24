import { type BeforeApplicationShutdown, Inject, Injectable } from '@nestjs/common';
import type { Response } from 'express';
import { type Database, readJob } from '#database';
import { type JobDocument, describeJob } from '#jobs';
import type { Log } from '#platform';
import { DATABASE, LOG } from '../tokens.js';
import { JobStream } from './job-stream.js';
import { LedgerListener } from './ledger-listener.js';

/** A change that nobody announces is seen within a second, the look itself included. */
const LOOK_EVERY_MS = 900;
/** However many announcements come. */
const LOOK_GAP_MS = 100;

/**
 * What clients that watch jobs are told. All of them together cost one connection and one look into the ledger a second,
 * and a look when a worker or the ledger announces something; when nobody watches, nothing.
 */
@Injectable()
export class JobFeed implements BeforeApplicationShutdown {
  private readonly streams = new Map<JobStream, string>();
  private listener: LedgerListener | null = null;
  private timer: NodeJS.Timeout | null = null;
  /** When the timer fires, and when the last look ended; by `performance.now`. */
  private dueAt = 0;
  private lookedAt = -LOOK_GAP_MS;
  private looking = false;
  private again = false;
  private lastError = '';
  private closing = false;

  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /** Streams to the client from `document` on, which was just read, to the job's end or the client's. */
  stream(document: JobDocument, response: Response): void {
    const stream = new JobStream(response, () => this.forget(stream));
    this.streams.set(stream, document.job_id);
    stream.show(document);
    if (this.closing) return stream.end();
    this.listener ??= new LedgerListener(this.database, () => this.changed());
    this.changed();
  }

  /** Something may have changed: looks now, or as soon as the last look is long enough ago. */
  changed(): void {
    if (this.looking) this.again = true;
    else this.lookAtTime(this.lookedAt + LOOK_GAP_MS);
  }

  /** Before the server waits for its requests to end: these would not. */
  beforeApplicationShutdown(): void {
    this.closing = true;
    for (const stream of this.streams.keys()) stream.end();
    this.rest();
  }

  private forget(stream: JobStream): void {
    this.streams.delete(stream);
    if (this.streams.size === 0) this.rest();
  }

  private rest(): void {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    this.listener?.stop();
    this.listener = null;
  }

  /** At the latest then. */
  private lookAtTime(time: number): void {
    if (this.streams.size === 0 || this.closing) return;
    if (this.timer && this.dueAt <= time) return;
    if (this.timer) clearTimeout(this.timer);
    this.dueAt = time;
    this.timer = setTimeout(() => void this.look(), Math.max(0, time - performance.now()));
  }

  private async look(): Promise<void> {
    this.timer = null;
    this.looking = true;
    this.again = false;
    try {
      for (const jobId of new Set(this.streams.values())) await this.lookAt(jobId);
      this.lastError = '';
    } catch (error) {
      // The clients wait on: the ledger is looked into again in a moment.
      const { message } = error as Error;
      if (message !== this.lastError) this.log.warn(`watched jobs cannot be read: ${message}`);
      this.lastError = message;
    }
    this.looking = false;
    this.lookedAt = performance.now();
    this.lookAtTime(this.lookedAt + (this.again ? LOOK_GAP_MS : LOOK_EVERY_MS));
  }

  private async lookAt(jobId: string): Promise<void> {
    const job = await readJob(this.database.pool, { jobId });
    if (!job) return;
    const document = await describeJob(this.database.pool, job);
    for (const [stream, watched] of this.streams) if (watched === jobId) stream.show(document);
  }
}
