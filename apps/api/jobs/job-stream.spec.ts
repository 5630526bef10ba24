import type { Response } from 'express';
import { Writable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { JobDocument } from '#jobs';
import { JobStream } from './job-stream.js';

const HEARTBEAT_MS = 15_000;

/** A client that takes what it is sent when the test says so; one event fills the way to it. */
class SlowClient extends Writable {
  head: unknown[] = [];
  received = '';
  private taken: (() => void) | null = null;
  private isReading = true;

  constructor() {
    super({ highWaterMark: 64 });
  }

  writeHead(...head: unknown[]): void {
    this.head = head;
  }

  stopReading(): void {
    this.isReading = false;
  }

  read(): void {
    this.isReading = true;
    const { taken } = this;
    this.taken = null;
    taken?.();
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.received += String(chunk);
    if (this.isReading) done();
    else this.taken = done;
  }

  get processed(): number[] {
    return [...this.received.matchAll(/"processed":(\d+)/g)].map(([, digits]) => Number(digits));
  }
}

const document = (processed: number, status = 'RUNNING'): JobDocument =>
  ({ job_no: 1, status, total: 100, processed, failed: 0 }) as JobDocument;

/** Streams call back in microtasks and ticks, which fake timers leave alone. */
const settle = (): Promise<void> => new Promise((resolve) => queueMicrotask(() => process.nextTick(resolve)));

let client: SlowClient;
let stream: JobStream;
let onClosed: ReturnType<typeof vi.fn<() => void>>;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  client = new SlowClient();
  onClosed = vi.fn<() => void>();
  stream = new JobStream(client as unknown as Response, onClosed);
});

afterEach(() => void vi.useRealTimers());

describe('JobStream', () => {
  it('writes what changed, once, and ends with the end', async () => {
    stream.show(document(1));
    stream.show(document(1));
    stream.show(document(2));
    stream.show(document(2, 'COMPLETED'));
    stream.show(document(3, 'COMPLETED'));
    await settle();
    expect(client.head).toEqual([200, expect.objectContaining({ 'Content-Type': 'text/event-stream; charset=utf-8' })]);
    expect(client.received.split('\n').filter((text) => /^(event|id|retry)/.test(text))).toEqual([
      'retry: 1000',
      ...['event: progress', 'id: 1.RUNNING.100.1.0'],
      ...['event: progress', 'id: 1.RUNNING.100.2.0'],
      ...['event: finished', 'id: 1.COMPLETED.100.2.0'],
    ]);
    expect([client.writableEnded, onClosed.mock.calls.length, vi.getTimerCount()]).toEqual([true, 1, 0]);
  });

  it('keeps one document for a client that does not read, the newest', async () => {
    await settle();
    client.stopReading();
    for (let processed = 1; processed <= 1_000; processed++) stream.show(document(processed));
    expect(client.writableLength).toBeLessThan(1_000);
    client.read();
    await settle();
    await settle();
    expect(client.processed).toEqual([1, 1_000]);
  });

  it('beats when nothing happens', async () => {
    vi.advanceTimersByTime(3 * HEARTBEAT_MS);
    await settle();
    expect(client.received.match(/^: /gm)).toHaveLength(3);
  });

  it('cuts off who has read nothing between two heartbeats', async () => {
    await settle();
    client.stopReading();
    stream.show(document(1));
    vi.advanceTimersByTime(HEARTBEAT_MS);
    expect(client.destroyed).toBe(false);
    vi.advanceTimersByTime(HEARTBEAT_MS);
    expect(client.destroyed).toBe(true);
    await settle();
    expect([onClosed.mock.calls.length, vi.getTimerCount()]).toEqual([1, 0]);
  });

  it('leaves no timer when the client goes', async () => {
    client.destroy();
    await settle();
    expect([onClosed.mock.calls.length, vi.getTimerCount()]).toEqual([1, 0]);
    stream.show(document(5));
    stream.end();
  });
});
