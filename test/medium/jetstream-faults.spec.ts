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
    await transport.announce([task(1)]);
    const held = await take(transport);
    held.working();
    const waiting = transport.next(60_000, NEVER);
    await nats.server.kill();
    await until(() => !transport.isConnected);
    await waiting.then((delivery) => delivery?.giveBack(0));
    expect(await transport.next(60_000, NEVER)).toBeNull();
    await expect(transport.announce([task(2)])).rejects.toMatchObject({ code: 'TASKS_NOT_ANNOUNCED' });
    held.working();
    await nats.server.restart();
    await until(() => transport.isConnected);
    await transport.announce([task(2)]);
    const taken = [await take(transport), await take(transport)];
    // An ack works whichever connection it was delivered by.
    for (const delivery of [held, ...taken]) delivery.ack();
    expect(taken.map(({ partitionNo }) => partitionNo).sort()).toEqual([1, 2]);
    await until(async () => (await nats.messages()) === 0);
    expect([lines('is away; connecting'), lines('is back"')]).toEqual([1, 1]);
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

  it('may lose its store while it runs: it then takes announcements and delivers none', async () => {
    await transport.announce([task(1)]);
    await nats.server.deleteStore();
    let delivered: number | undefined;
    await until(async () => {
      await transport.announce([task(2)]).catch(() => undefined);
      delivered = (await transport.next(1_000, NEVER))?.partitionNo;
      return delivered !== undefined;
    });
    expect(delivered).toBe(2);
    expect(lines('delivers none')).toBe(1);
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
