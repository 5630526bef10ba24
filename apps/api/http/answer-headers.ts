import compression from 'compression';
import type { NextFunction, Request, Response } from 'express';
import { constants } from 'node:zlib';

const heads = new WeakSet<Request>();

/** Whether only the headers of the answer are asked for: a handler may then spare itself a stream. */
export const isHead = (request: Request): boolean => heads.has(request);

/** The method that the client sent. */
export const sentMethod = (request: Request): string => (isHead(request) ? 'HEAD' : request.method);

/**
 * Handles HEAD as GET, so that compression and lengths give the same headers. Node itself leaves the body of the answer
 * out, by the method that it has read.
 */
export function headAsGet(request: Request, _response: Response, next: NextFunction): void {
  if (request.method === 'HEAD') {
    heads.add(request);
    request.method = 'GET';
  }
  next();
}

/** An answer is for its caller and its moment; handlers whose answers may be stored say so instead. */
export function noStore(_request: Request, response: Response, next: NextFunction): void {
  response.setHeader('Cache-Control', 'no-store');
  next();
}

/** May be stored by the caller, and is asked for again by its ETag. */
export const REVALIDATED = 'private, no-cache';

/** Below this the headers of a compressed answer cost more than is saved. */
const COMPRESSED_FROM_BYTES = 1_024;
/** Of 100 kB of JSON gzip's level 6 saves 3 % more than level 4 in twice the time. */
const GZIP_LEVEL = 4;
const BROTLI_QUALITY = 4;

/** br or gzip, by zlib's threads; never of events, which would wait for more. */
export const compressAnswers = compression({
  threshold: COMPRESSED_FROM_BYTES,
  level: GZIP_LEVEL,
  brotli: { params: { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY } },
  filter: (request, response) => {
    const type = String(response.getHeader('Content-Type'));
    if (type.startsWith('text/event-stream')) return false;
    // Not in the list of compressible types.
    return type.startsWith('application/x-ndjson') || compression.filter(request, response);
  },
});
