import type { NextFunction, Request, Response } from 'express';
import type { Socket } from 'node:net';
import { hasBody } from './admit-request.js';

/** Long enough for an answer to arrive; a client that is still sending then has not read it. */
const LINGER_MS = 1_000;

/**
 * An answer that is given before the body is read ends the connection: what is left of the body, perhaps gigabytes, is not
 * received. The client is told so by `Connection: close`, and has a second to read the answer before the connection is
 * broken.
 */
export function closeUnread(request: Request, response: Response, next: NextFunction): void {
  if (hasBody(request)) {
    const writeHead = response.writeHead.bind(response) as (...head: unknown[]) => Response;
    response.writeHead = (status: number, ...more: unknown[]) => {
      if (!request.complete) {
        response.setHeader('Connection', 'close');
        lingerAfterAnswer(request.socket);
      }
      return writeHead(status, ...more);
    };
  }
  next();
}

/**
 * Replaces what Node does after the last answer of a connection: it would destroy it at once, and the system then discards
 * the answer that the client has not read yet, because it was still sending.
 */
function lingerAfterAnswer(socket: Socket): void {
  socket.destroySoon = () => {
    socket.end();
    const broken = setTimeout(() => socket.destroy(), LINGER_MS);
    socket.once('close', () => clearTimeout(broken));
    // Listening takes the connection from the HTTP parser; pausing then leaves what comes unread. Node resumes it once
    // more to discard the request's body, before the next turn of the event loop.
    setImmediate(() => socket.on('data', () => undefined).pause());
  };
}
