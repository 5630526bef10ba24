import type { NextFunction, Request, Response } from 'express';
import type { Server } from 'node:http';
import { hasBody } from './admit-request.js';
import { JSON_TYPE, MERGE_PATCH_TYPE } from './media-types.js';

/** The line and headers of a request; who sends them by the byte is cut off. */
const HEADERS_MAX_MS = 10_000;
/** A whole request, an import of 20 GB over a slow line; a body that stops coming is cut off sooner. */
const REQUEST_MAX_MS = 6 * 60 * 60 * 1_000;
/** A JSON body, which has at most a megabyte. */
const JSON_MAX_MS = 30_000;
const HEADERS_MAX = 100;
/** Each costs a file handle and some 20 kB; one that follows a job's events is among them. */
const CONNECTIONS_MAX = 4_000;

/** Bounds what a client can hold up. The size of headers is Node's: 16 kB. */
export function limitServer(server: Server): void {
  server.headersTimeout = HEADERS_MAX_MS;
  server.requestTimeout = REQUEST_MAX_MS;
  server.maxHeadersCount = HEADERS_MAX;
  server.maxConnections = CONNECTIONS_MAX;
}

/** Cuts the connection when a JSON body is not there in time, after `maxMs`. */
export const limitBodyTime =
  (maxMs = JSON_MAX_MS) =>
  (request: Request, _response: Response, next: NextFunction): void => {
    if (hasBody(request) && (request.is(JSON_TYPE) || request.is(MERGE_PATCH_TYPE))) {
      const cutOff = setTimeout(() => request.socket.destroy(), maxMs);
      for (const event of ['end', 'close']) request.once(event, () => clearTimeout(cutOff));
    }
    next();
  };
