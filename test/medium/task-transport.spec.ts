import type { TaskTransport } from '#jobs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  ACK_WAIT_MS,
  OnNats,
  type Processes,
  take,
  takeAll,
  task,
  until,
  withinOneProcess,
} from '../helpers/task-transports.js';

const NEVER = new AbortController().signal;
/** As many as `DELIVERIES_MAX` of the rules; a change of it is a change of the stream's settings everywhere. */
const DELIVERIES_MAX = 60;
const ROUNDS = 10;
const ALL = Array.from({ length: 64 }, (_, partition) => partition);

describe.each([
  ['JetStream', async (): Promise<Processes> => OnNats.start()],
  ['one process', async (): Promise<Processes> => withinOneProcess()],
])('announcements by %s', (_kind, start) => {
  let processes: Processes;
  let [one, other]: TaskTransport[] = [];

  beforeEach(async () => {
    processes = await start();
    [one, other] = [await processes.open(), await processes.open()];
  });
  afterEach(async () => processes.end());
  const first = (): TaskTransport => one as TaskTransport;
  const second = (): TaskTransport => other as TaskTransport;

  it('hands each to one of those who compete', async () => {
    const both = Promise.all([takeAll(first()), takeAll(second())]);
    await first().announce(ALL.map((partition) => task(partition)));
    const taken = (await both).flat();
    expect(taken.sort((a, b) => a - b)).toEqual(ALL);
  });

  it('keeps the order, and what job and partition are', async () => {
    await first().announce([task(5), task(3), task(9)]);
    const delivery = await take(second());
    expect(delivery).toMatchObject({ jobId: task(5).jobId, partitionNo: 5 });
    delivery.ack();
    expect(await takeAll(second())).toEqual([3, 9]);
  });

  it('takes the same identity for one, waiting, held or done; another attempt is new', async () => {
    await Promise.all([first().announce([task(1), task(1)]), second().announce([task(1)])]);
    const delivery = await take(first());
    await second().announce([task(1)]);
    delivery.ack();
    await second().announce([task(1)]);
    expect(await takeAll(second())).toEqual([]);
    await second().announce([task(1, 2)]);
    expect(await takeAll(first())).toEqual([1]);
  });

  it('delivers again, to anybody and before others, what nobody says anything about', async () => {
    await first().announce([task(1)]);
    await take(first());
    expect(await second().next(ACK_WAIT_MS / 2, NEVER)).toBeNull();
    const again = await take(second());
    expect(again.partitionNo).toBe(1);
    again.ack();
    expect(await takeAll(second())).toEqual([]);
  });

  it('waits longer while the worker says that it is working', async () => {
    await first().announce([task(1)]);
    const delivery = await take(first());
    const saying = setInterval(() => delivery.working(), ACK_WAIT_MS / 10);
    expect(await second().next(3 * ACK_WAIT_MS, NEVER)).toBeNull();
    clearInterval(saying);
    (await take(second())).ack();
  });

  it('gives back to anybody, not before the delay', async () => {
    await first().announce([task(1), task(2)]);
    const delayMs = 2 * ACK_WAIT_MS;
    const begin = performance.now();
    (await take(first())).giveBack(delayMs);
    expect(await takeAll(second())).toEqual([2]);
    const again = await take(second());
    // The server's clock and ours: not the same, and neither counts fractions.
    expect(performance.now() - begin).toBeGreaterThan(delayMs - 50);
    again.giveBack(0);
    expect(await takeAll(first())).toEqual([1]);
  });

  it('says nothing more about what it has given back', async () => {
    await first().announce([task(1)]);
    const delivery = await take(first());
    delivery.giveBack(0);
    const again = await take(second());
    delivery.working();
    delivery.giveBack(60_000);
    again.giveBack(0);
    expect(await takeAll(second())).toEqual([1]);
  });

  it('loses nothing to a call that is aborted, before or while it waits', async () => {
    expect(await first().next(60_000, AbortSignal.abort())).toBeNull();
    for (const partition of ALL.slice(0, 20)) {
      const controller = new AbortController();
      const waiting = first().next(60_000, controller.signal);
      // Some are aborted before, some while, some after the announcement arrives.
      const announcing = second().announce([task(partition)]);
      if (partition % 2 === 0) await announcing;
      controller.abort();
      (await waiting)?.giveBack(0);
      await announcing;
    }
    expect((await takeAll(second())).sort((a, b) => a - b)).toEqual(ALL.slice(0, 20));
  });

  it('ends what was given back too often', async () => {
    await first().announce([task(1)]);
    for (let deliveries = 1; deliveries <= DELIVERIES_MAX; deliveries += 1) (await take(first())).giveBack(0);
    expect(await first().next(1_000, NEVER)).toBeNull();
    const queue = processes;
    if (queue instanceof OnNats) await until(async () => (await queue.messages()) === 0);
  });

  // Several rounds: given back after the same delay, two announcements come to the wrong ones in step, now and then.
  it("serves two pinned workers, and does not hand them each other's announcements for ever", async () => {
    let deliveries = 0;
    const pinned = async (transport: TaskTransport, isMine: (partition: number) => boolean): Promise<number[]> => {
      const mine: number[] = [];
      while (mine.length < ALL.length / 2) {
        const delivery = await take(transport);
        deliveries += 1;
        if (isMine(delivery.partitionNo)) {
          mine.push(delivery.partitionNo);
          delivery.ack();
        } else delivery.giveBack(50);
      }
      return mine;
    };
    for (let attempt = 1; attempt <= ROUNDS; attempt += 1) {
      await first().announce(ALL.map((partition) => task(partition, attempt)));
      const [low, high] = await Promise.all([pinned(first(), (p) => p < 32), pinned(second(), (p) => p >= 32)]);
      expect([...low, ...high].sort((a, b) => a - b)).toEqual(ALL);
    }
    // Half of the first deliveries go to the wrong one, a half of those again, …: 128 on average.
    expect(deliveries).toBeLessThan(4 * ALL.length * ROUNDS);
  });

  it('ends the call that waits when it is closed, and does nothing afterwards', async () => {
    await first().announce([task(1)]);
    const delivery = await take(first());
    const waiting = first().next(60_000, NEVER);
    await first().close();
    expect(await waiting).toBeNull();
    expect(first().isConnected).toBe(false);
    await first().close();
    await first().announce([task(2)]);
    for (const call of [() => delivery.ack(), () => delivery.working(), () => delivery.giveBack(1)]) {
      expect(call).not.toThrow();
    }
    expect(await first().next(60_000, NEVER)).toBeNull();
  });
});
