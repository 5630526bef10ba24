import { createServer } from 'node:net';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { OnNats } from '../helpers/task-transports.js';

const START_MAX_MS = 10_000;
const running: OnNats[] = [];

async function started(options: Parameters<typeof OnNats.start>[0] = {}): Promise<OnNats> {
  const nats = await OnNats.start(options);
  running.push(nats);
  return nats;
}

let begin: number;
beforeEach(() => void (begin = performance.now()));
afterEach(async () => {
  expect(performance.now() - begin).toBeLessThan(START_MAX_MS);
  for (const nats of running.splice(0)) await nats.end();
});

const without = (nats: OnNats, user: string, password: string): string =>
  `nats://${user}:${password}@127.0.0.1:${nats.server.port}`;

describe('a program that starts', () => {
  it('says that nothing listens', async () => {
    const nats = await started();
    await nats.server.kill();
    await expect(nats.open()).rejects.toMatchObject({
      code: 'NATS_UNREACHABLE',
      message: `NATS at 127.0.0.1:${nats.server.port} cannot be reached: nothing listens there. Start it, correct NATS_URL, or leave NATS_URL out to work without a broker.`,
    });
  });

  it('says that there is no such host', async () => {
    const nats = await started();
    await expect(nats.open('nats://no-such-host.invalid:4222')).rejects.toThrow('no such host');
  });

  it('does not wait for one that never answers', async () => {
    const silent = createServer(() => undefined).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const address = silent.address();
    const port = typeof address === 'object' ? address?.port : 0;
    const nats = await started();
    await expect(nats.open(`nats://127.0.0.1:${port},nats://localhost:${port}`)).rejects.toThrow('no answer within');
    silent.close();
  });

  it.each(['wrong', 's3cret%40'])('says that the password is wrong, and not the password: %s', async (password) => {
    const nats = await started({ user: 'joe', password: 'right' });
    const opening = nats.open(without(nats, 'joe', password));
    await expect(opening).rejects.toMatchObject({ code: 'NATS_CREDENTIALS' });
    await expect(opening).rejects.toThrow('refuses the credentials (those of NATS_URL)');
    await expect(opening).rejects.not.toThrow(/wrong|s3cret/);
    expect(nats.logged).toEqual([]);
  });

  it('says that credentials are wanted', async () => {
    const nats = await started({ user: 'joe', password: 'right' });
    await expect(nats.open(`nats://127.0.0.1:${nats.server.port}`)).rejects.toThrow('(none are given)');
    await expect(nats.open()).resolves.toMatchObject({ isConnected: true });
  });

  it('says that the server offers no TLS', async () => {
    const nats = await started();
    await expect(nats.open(nats.server.url.replace('nats:', 'tls:'))).rejects.toMatchObject({ code: 'NATS_TLS' });
  });

  it('says that JetStream is off', async () => {
    const nats = await started({ jetStream: false });
    const message = 'has JetStream switched off: add `jetstream { store_dir: … }`';
    await expect(nats.open()).rejects.toMatchObject({ code: 'NATS_JETSTREAM' });
    await expect(nats.open()).rejects.toThrow(message);
  });

  it('names what the user may not', async () => {
    const settings =
      'authorization { users = [{ user: joe, password: right, permissions: { publish: { deny: "$JS.API.>" } } }] }';
    const nats = await started({ settings });
    const opening = nats.open(without(nats, 'joe', 'right'));
    await expect(opening).rejects.toMatchObject({ code: 'NATS_PERMISSIONS' });
    await expect(opening).rejects.toThrow('does not allow this user the publish of $JS.API.INFO');
  });
});

describe('a queue of that name', () => {
  it('is made once by any number of programs at a time', async () => {
    const nats = await started();
    const all = await Promise.all(Array.from({ length: 8 }, async () => nats.open()));
    expect(all.every(({ isConnected }) => isConnected)).toBe(true);
  });

  it('with other settings is named with both and left as it is', async () => {
    const nats = await started();
    const manager = await (await nats.outside()).jetstreamManager();
    await manager.streams.add({ name: 'COSTING', subjects: ['costing.tasks.*'], max_msgs: 5 });
    const opening = nats.open();
    await expect(opening).rejects.toMatchObject({ code: 'NATS_SETTINGS' });
    await expect(opening).rejects.toThrow('retention is "limits", expected "workqueue"');
    await expect(opening).rejects.toThrow('max_msgs is 5, expected 10000');
    await expect(opening).rejects.toThrow('nats stream rm COSTING');
    expect((await manager.streams.info('COSTING')).config).toMatchObject({ retention: 'limits', max_msgs: 5 });
  });

  it('with a consumer of other settings is named, too', async () => {
    const nats = await started();
    await nats.open();
    await expect(nats.open(nats.server.url, 7_000)).rejects.toThrow('ack_wait is 1000000000, expected 7000000000');
  });

  it("has its subjects taken by somebody else's stream", async () => {
    const nats = await started();
    const manager = await (await nats.outside()).jetstreamManager();
    await manager.streams.add({ name: 'OTHER', subjects: ['costing.>'] });
    await expect(nats.open()).rejects.toThrow('Another stream of this NATS account already takes costing.tasks.*');
  });
});
