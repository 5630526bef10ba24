import { describe, expect, it } from 'vitest';
import type { ClaimedTask } from '#database';
import { type Ledger, LEDGER_POLL_MS, type TaskDelivery, type TaskName, type TaskTransport } from '#jobs';
import { ClaimSource } from './claim-source.js';
import type { WorkerParts } from './worker-parts.js';

const FREE: ClaimedTask = { jobId: 'j', jobNo: 1, partitionNo: 0, attempt: 1, worker: 'w' };

/** A worker that takes partition 0, in whose hands an announcement of partition 1 falls again and again. */
class Bench {
  readonly asked: (TaskName | null)[] = [];
  readonly said: string[] = [];
  now = 0;
  isIdle = true;
  readonly source: ClaimSource;

  constructor(kind: TaskTransport['kind']) {
    const delivery: TaskDelivery = {
      jobId: 'j',
      partitionNo: 1,
      ack: () => void this.said.push('ack'),
      working: () => undefined,
      giveBack: () => void this.said.push('give back'),
    };
    const transport = { kind, isConnected: true, next: () => Promise.resolve(delivery) } as Partial<TaskTransport>;
    const claim: Ledger['claim'] = (named) => {
      this.asked.push(named);
      return Promise.resolve(this.asked.length > 1 ? FREE : null);
    };
    const parts = {
      transport,
      ledger: { claim },
      takes: (partitionNo: number) => partitionNo === 0,
      clock: { now: () => this.now },
    } as unknown as WorkerParts;
    this.source = new ClaimSource(parts, { hasIdleLane: () => this.isIdle, rouse: () => undefined });
  }

  /** An announcement of another's partition arrives, and the worker looks what there is. */
  async arrival(): Promise<unknown> {
    this.source.listen();
    await new Promise(setImmediate);
    return this.source.claim();
  }
}

describe('announcements that a worker may not take', () => {
  it('go back, and do not put its own look into the ledger off', async () => {
    const bench = new Bench('SHARED');
    bench.source.poll();
    expect(await bench.arrival()).toBeNull();
    while ((bench.now += LEDGER_POLL_MS / 4) < LEDGER_POLL_MS) expect(await bench.arrival()).toBeNull();
    expect(bench.asked).toEqual([null]);
    expect(await bench.arrival()).toEqual({ task: FREE, delivery: null });
    expect(new Set(bench.said)).toEqual(new Set(['give back']));
  });

  it('are dropped where no other worker would hear of them', async () => {
    const bench = new Bench('PRIVATE');
    await bench.arrival();
    expect(bench.said).toEqual(['ack']);
  });
});

describe('an announcement that arrives while the last idle lane is given another task', () => {
  it('goes back at once, so that another worker can begin with it', async () => {
    const bench = new Bench('SHARED');
    bench.source.listen();
    await new Promise(setImmediate);
    expect(bench.said).toEqual([]);
    bench.isIdle = false;
    bench.source.listen();
    expect(bench.said).toEqual(['give back']);
  });
});
