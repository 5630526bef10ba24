import type { Request, Response } from 'express';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { limitBodyTime } from './server-limits.js';

/** Answers when the whole body is there; what Express adds to a request is put there by hand. */
const server = createServer((request, response) => {
  const ofExpress = Object.assign(request, { is: (type: string) => request.headers['content-type'] === type });
  limitBodyTime(100)(ofExpress as unknown as Request, response as Response, () => {
    request
      .on('error', () => undefined)
      .on('end', () => response.end('whole'))
      .resume();
  });
});

beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterAll(() => void server.close());

/** What is answered until the connection ends. */
async function answer(parts: readonly string[]): Promise<string> {
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  let said = '';
  socket.on('data', (part) => (said += String(part)));
  const head =
    'POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: 7\r\n\r\n';
  for (const part of [head, ...parts]) socket.write(part);
  await once(socket, 'close');
  return said;
}

it('cuts off who does not send a JSON body in time', { timeout: 10_000 }, async () => {
  expect(await answer(['{"a"'])).toBe('');
  expect(await answer(['{"a"', ':1}'])).toContain('whole');
});
