import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';

export interface RawProblem {
  readonly status: 400 | 408 | 413 | 429 | 431;
  readonly code: string;
  readonly detail: string;
  /** After how many seconds the client may come again. */
  readonly retryAfterSeconds?: number;
}

/** A whole HTTP answer for a connection on which there is no request to answer: the same problem document as elsewhere. */
export function rawProblem({ status, code, detail, retryAfterSeconds }: RawProblem): string {
  const title = STATUS_CODES[status]!;
  const body = JSON.stringify({ type: 'about:blank', title, status, code, detail });
  const retryAfter = retryAfterSeconds === undefined ? '' : `Retry-After: ${retryAfterSeconds}\r\n`;
  return (
    `HTTP/1.1 ${status} ${title}\r\nContent-Type: application/problem+json\r\nCache-Control: no-store\r\n` +
    `X-Content-Type-Options: nosniff\r\nContent-Length: ${Buffer.byteLength(body)}\r\n${retryAfter}` +
    `Connection: close\r\n\r\n${body}`
  );
}

/** Sends the answer and closes the connection; what the client still sends is not read. */
export function refuseConnection(socket: Socket, answer: string): void {
  socket.on('error', () => socket.destroy());
  socket.write(answer);
  socket.destroySoon();
}
