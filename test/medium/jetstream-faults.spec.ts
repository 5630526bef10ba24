import type { TaskTransport } from '#jobs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { OnNats, take, takeAll, task, until } from '../helpers/task-transports.js';

const NEVER = new AbortController().signal;
let nats: OnNats;
let transport: TaskTransport;

beforeEach(async () => {
  nats = await OnNats.start();
  transport = await nats.open();
});
afterEach(async () => nats.end());

const lines = (text: string): number => nats.logged.filter((line) => line.includes(text)).length;

describe('a server that goes and comes', () => {
  it('is said once to be away and once to be back; meanwhile nothing waits and announcing rejects', async () => {
    await transport.announce([task(1), task(2)]);
    const held = await take(transport);
    const waiting = transport.next(60_000, NEVER);
    (await waiting)?.giveBack(0);
    const second = transport.next(60_000, NEVER);
    (await second)?.giveBack(60_000);
    const third = transport.next(60_000, NEVER);
    await nats.server.kill();
    expect(await third).toBeNull();
    expect(transport.isConnected).toBe(false);
    expect(await transport.next(60_000, NEVER)).toBeNull();
    await expect(transport.announce([task(3)])).rejects.toMatchObject({ code: 'TASKS_NOT_ANNOUNCED' });
    held.ack();
    await nats.server.restart();
    await until(() => transport.isConnected);
    // Said while it was away, heard when it is back: only what was given back is still there.
    await until(async () => (await nats.messages()) === 1);
    await transport.announce([task(3)]);
    expect(await takeAll(transport)).toContain(3);
    expect([lines('is away; connecting'), lines('is back')]).toEqual([1, 1]);
  });

  it('is found again without its store, and the queue is made anew', async () => {
    await transport.announce([task(1)]);
    await nats.server.kill();
    await nats.server.deleteStore();
    await nats.server.restart();
    await until(() => transport.isConnected);
    // The same identity: what remembered it is gone, too.
    await transport.announce([task(1)]);
    expect(await takeAll(transport)).toEqual([1]);
  });

  it('may lose its store while it runs', async () => {
    await transport.announce([task(1)]);
    await nats.server.deleteStore();
    await transport.announce([task(2)]).catch(() => undefined);
    (await transport.next(1_000, NEVER))?.ack();
    await nats.server.restart();
    await until(async () => transport.isConnected);
    await transport.announce([task(3, 2)]);
    expect(await takeAll(transport)).toContain(3);
  });
});

describe('a queue that somebody removes', () => {
  it.each([
    ['stream', async () => (await (await nats.outside()).jetstreamManager()).streams.delete('COSTING')],
    ['consumer', async () => (await (await nats.outside()).jetstreamManager()).consumers.delete('COSTING', 'workers')],
  ])('is made anew: %s, while a worker waits', async (_what, remove) => {
    const waiting = transport.next(1_000, NEVER);
    await remove();
    expect(await waiting).toBeNull();
    await until(() => lines('is made anew') === 1 && transport.isConnected);
    await transport.announce([task(1)]);
    expect(await takeAll(transport)).toEqual([1]);
  });

  it.each([
    ['stream', async () => (await (await nats.outside()).jetstreamManager()).streams.delete('COSTING')],
    ['consumer', async () => (await (await nats.outside()).jetstreamManager()).consumers.delete('COSTING', 'workers')],
  ])('is made anew: %s, while nobody waits', async (_what, remove) => {
    await remove();
    expect(await transport.next(1_000, NEVER)).toBeNull();
    await until(() => lines('is made anew') === 1 && transport.isConnected);
    await transport.announce([task(1)]);
    expect(await takeAll(transport)).toEqual([1]);
  });

  it('rejects the announcement that finds it gone', async () => {
    await (await (await nats.outside()).jetstreamManager()).streams.delete('COSTING');
    await expect(transport.announce([task(1)])).rejects.toMatchObject({ code: 'TASKS_NOT_ANNOUNCED' });
    await until(() => lines('is made anew') === 1 && transport.isConnected);
    await transport.announce([task(1)]);
  });
});

describe('a message that is no announcement', () => {
  it.each(['', 'null', '{}', '{"job_id":"a","partition_start":1,"partition_end":2}', '{"job_id":7}', '[1]'])(
    'is removed and said: %s',
    async (body) => {
      const waiting = take(transport);
      (await nats.outside()).publish('costing.tasks.1', body);
      await until(() => lines('is no announcement of a task') === 1);
      await transport.announce([task(2)]);
      const delivery = await waiting;
      expect(delivery.partitionNo).toBe(2);
      delivery.ack();
      await until(async () => (await nats.messages()) === 0);
    },
  );
});
