import { EventEmitter } from 'node:events';
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Lane as LaneClass } from './lane.js';
import type { JobInputs, LaneReport } from './lane-messages.js';

/** A thread that does nothing by itself and ends when it is told to. */
class Thread extends EventEmitter {
  static readonly all: Thread[] = [];
  readonly orders: unknown[] = [];
  end: () => void = () => undefined;

  constructor() {
    super();
    Thread.all.push(this);
  }

  postMessage(order: unknown): void {
    this.orders.push(order);
  }

  terminate(): Promise<void> {
    return new Promise((resolve) => (this.end = resolve));
  }
}

vi.mock('node:worker_threads', () => ({ Worker: Thread }));
let Lane: typeof LaneClass;

const SETTINGS = { connection: {}, blockRows: 1, synchronousCommit: 'off' as const };
const INPUTS = { jobId: 'j' } as JobInputs;
const task = (partitionNo: number): Parameters<LaneClass['run']>[0] => ({
  jobId: 'j',
  jobNo: 1,
  partitionNo,
  attempt: 1,
  worker: 'w',
});

// After the class that stands in for its thread.
beforeAll(async () => void ({ Lane } = await import('./lane.js')));
beforeEach(() => void Thread.all.splice(0));

describe('a lane that is stopped', () => {
  it('reports why, once its thread has ended', async () => {
    const lane = new Lane(SETTINGS, 'w', 0);
    const report = lane.run(task(1), INPUTS);
    const stopped = lane.stop('LOST', 'another has it');
    expect(lane.isIdle).toBe(false);
    Thread.all[0]!.end();
    await stopped;
    expect(await report).toEqual({ outcome: 'FAULT', cause: 'LOST', message: 'another has it' });
    expect(lane.isIdle).toBe(true);
  });

  it('leaves the next task alone when its thread had reported before it ended', async () => {
    const lane = new Lane(SETTINGS, 'w', 0);
    const first = lane.run(task(1), INPUTS);
    const stopped = lane.stop('LOST', 'another has it');
    const [thread] = Thread.all;
    thread!.emit('message', { outcome: 'FENCED' } satisfies LaneReport);
    expect(await first).toEqual({ outcome: 'FENCED' });
    const second = lane.run(task(2), INPUTS);
    thread!.end();
    await stopped;
    expect(lane.isIdle).toBe(false);
    const done = { outcome: 'DONE', work: { processed: 1, failed: 0, phases: [] } } satisfies LaneReport;
    Thread.all[1]!.emit('message', done);
    expect(await second).toEqual(done);
  });
});
