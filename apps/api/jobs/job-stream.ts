import type { Response } from 'express';
import type { JobDocument } from '#jobs';

const HEARTBEAT_MS = 15_000;
/** What a client waits before it connects again. */
const RETRY_MS = 1_000;
export const EVENT_STREAM_HEADERS = {
  'Content-Type': 'text/event-stream; charset=utf-8',
  'Cache-Control': 'no-store',
  // The stream ends with its job; nothing else comes on this connection.
  Connection: 'close',
  // Else nginx would collect events until its buffer is full.
  'X-Accel-Buffering': 'no',
};

/** A job that waits or runs will change; a staged one only when somebody releases or discards it. */
export const isActive = ({ status }: JobDocument): boolean => status === 'PENDING' || status === 'RUNNING';

/** Two documents of a job with the same id tell the same: rate and time left follow from the clock. */
export const eventId = ({ job_no, status, total, processed, failed }: JobDocument): string =>
  [job_no, status, total, processed, failed].join('.');

/**
 * One client's server-sent events about one job: `progress` with each new document, `finished` with the last, then the
 * end. A client that reads slowly misses documents in between, never the last, and costs no memory; one that reads
 * nothing between two heartbeats is cut off.
 */
export class JobStream {
  private sentId: string | null = null;
  /** What the client has not taken yet hinders the next event. */
  private blocked = false;
  private blockedAtHeartbeat = false;
  private waiting: JobDocument | null = null;
  private readonly heartbeat: NodeJS.Timeout;

  /** `onClosed`: the client is gone, or everything is said. */
  constructor(
    private readonly response: Response,
    onClosed: () => void,
    heartbeatMs = HEARTBEAT_MS,
  ) {
    this.heartbeat = setInterval(() => this.beat(), heartbeatMs);
    response.once('close', () => {
      clearInterval(this.heartbeat);
      onClosed();
    });
    response.on('drain', () => this.drained());
    response.writeHead(200, EVENT_STREAM_HEADERS);
    this.write(`retry: ${RETRY_MS}\n\n`);
  }

  /** Tells the client unless it knows. */
  show(document: JobDocument): void {
    const id = eventId(document);
    if (id === this.sentId || this.response.writableEnded || this.response.destroyed) return;
    if (this.blocked) {
      this.waiting = document;
      return;
    }
    this.sentId = id;
    const event = isActive(document) ? 'progress' : 'finished';
    this.write(`event: ${event}\nid: ${id}\ndata: ${JSON.stringify(document)}\n\n`);
    if (event === 'finished') this.end();
  }

  /** Without a last word: the client connects again, elsewhere or later. */
  end(): void {
    clearInterval(this.heartbeat);
    this.response.end();
  }

  private write(text: string): void {
    this.blocked = !this.response.write(text);
  }

  private drained(): void {
    this.blocked = false;
    const { waiting } = this;
    this.waiting = null;
    if (waiting) this.show(waiting);
  }

  private beat(): void {
    if (this.blocked && this.blockedAtHeartbeat) return void this.response.destroy();
    this.blockedAtHeartbeat = this.blocked;
    if (!this.blocked) this.write(': still here\n\n');
  }
}
