import { once } from 'node:events';
import { createConnection, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TcpProxy } from './tcp-proxy.js';

/** Long enough for loopback to have carried what it may carry. */
const QUIET_MS = 100;

describe('TCP proxy', () => {
  let server: Server;
  let proxy: TcpProxy;
  const accepted: Socket[] = [];
  const opened: Socket[] = [];

  let received = '';

  beforeEach(async () => {
    received = '';
    server = createServer((socket) => {
      accepted.push(socket);
      socket.on('error', () => undefined);
      // Answers each text with the same in capitals.
      socket.on('data', (data) => {
        received += data.toString();
        socket.write(data.toString().toUpperCase());
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    proxy = await TcpProxy.start({ host: '127.0.0.1', port: (server.address() as { port: number }).port });
  });

  afterEach(async () => {
    for (const socket of [...accepted.splice(0), ...opened.splice(0)]) socket.destroy();
    await proxy.close();
    server.close();
  });

  function connect(): { socket: Socket; heard: () => string } {
    const socket = createConnection({ port: proxy.port, host: '127.0.0.1' });
    opened.push(socket);
    socket.on('error', () => undefined);
    let text = '';
    socket.on('data', (data) => (text += data.toString()));
    return { socket, heard: () => text };
  }

  const answered = ({ heard }: { heard: () => string }, text: string): Promise<void> =>
    expect.poll(heard, { timeout: 5_000 }).toBe(text);

  it('carries both ways and tells each side of the other’s end', async () => {
    const client = connect();
    client.socket.write('one ');
    await answered(client, 'ONE ');
    const ended = once(client.socket, 'close');
    accepted[0]!.end('last words');
    await answered(client, 'ONE last words');
    client.socket.end();
    await ended;
  });

  it.each(['up', 'down', 'both'] as const)('lets nothing through while it is black (%s), and goes on', async (way) => {
    const client = connect();
    client.socket.write('one ');
    await answered(client, 'ONE ');
    proxy.goBlack(way);
    client.socket.write('two ');
    const late = connect();
    late.socket.write('late ');
    await sleep(QUIET_MS);
    expect(client.heard()).toBe('ONE ');
    expect(late.heard()).toBe('');
    expect(received).toBe(way === 'down' ? 'one two ' : 'one ');
    proxy.heal('resume');
    await answered(client, 'ONE TWO ');
    await answered(late, 'LATE ');
  });

  it('says nothing of an end while it is black', async () => {
    const client = connect();
    client.socket.write('one ');
    await answered(client, 'ONE ');
    let isClosed = false;
    accepted[0]!.once('close', () => (isClosed = true));
    proxy.goBlack('both');
    client.socket.destroy();
    await sleep(QUIET_MS);
    expect(isClosed).toBe(false);
    proxy.heal('resume');
    await expect.poll(() => isClosed, { timeout: 5_000 }).toBe(true);
  });

  it('resets what is open when it heals so', async () => {
    const client = connect();
    client.socket.write('one ');
    await answered(client, 'ONE ');
    proxy.goBlack('up');
    proxy.heal('reset');
    await expect.poll(() => client.socket.closed, { timeout: 5_000 }).toBe(true);
    const next = connect();
    next.socket.write('next ');
    await answered(next, 'NEXT ');
  });
});
