import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { PROJECT_ROOT } from '#platform';
import { afterEach, describe, expect, it } from 'vitest';
import { processFacts } from '../../libs/database/embedded/processes.js';
import { NatsServer } from '../helpers/nats-server.js';

const servers: NatsServer[] = [];

async function started(): Promise<NatsServer> {
  const server = await NatsServer.start();
  servers.push(server);
  return server;
}

afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop();
});

async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await sleep(20);
}

describe("a test's own nats-server", () => {
  it('starts several at a time, each with a port and a store of its own', async () => {
    const all = await Promise.all([started(), started(), started()]);
    expect(new Set(all.map(({ port }) => port)).size).toBe(3);
    expect(all.every(({ folder }) => existsSync(join(folder, 'store')))).toBe(true);
  });

  it('restarts on its port, killed or not', async () => {
    const server = await started();
    const { pid, url } = server;
    await server.kill();
    expect([processFacts(pid), server.pid]).toEqual([null, 0]);
    await server.restart();
    const second = server.pid;
    await server.restart();
    expect(new Set([pid, second, server.pid]).size).toBe(3);
    expect(server.url).toBe(url);
  });

  it('leaves nothing behind', async () => {
    const server = await started();
    const { pid } = server;
    await server.stop();
    expect([processFacts(pid), existsSync(server.folder)]).toEqual([null, false]);
  });

  it('ends with the process that started it, also by kill -9', async () => {
    const helper = join(PROJECT_ROOT, 'dist', 'test', 'helpers', 'nats-server.js');
    const script = `require(${JSON.stringify(helper)}).NatsServer.start().then((server) => {
      console.log(server.pid, server.folder);
      setInterval(() => {}, 1000);
    });`;
    const owner = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [line] = (await once(createInterface({ input: owner.stdout }), 'line')) as [string];
    const [pid = '', folder = ''] = line.split(' ');
    expect([processFacts(Number(pid))?.pid, existsSync(folder)]).toEqual([Number(pid), true]);
    owner.kill('SIGKILL');
    await until(() => processFacts(Number(pid)) === null && !existsSync(folder));
  });
});
