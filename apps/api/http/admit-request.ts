import type { NextFunction, Request, Response } from 'express';
import { CostingError } from '#platform';

const OWN_HOSTS = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i;

/**
 * Refuses, before a body is read, what a web page of somebody else's sends from a browser on this machine: as long as
 * there are no keys, being local is all that entitles a caller. A foreign name in `Host` is a page whose name was
 * bound to 127.0.0.1; a foreign `Origin` a page that posts across. And refuses bodies that are no JSON, which would
 * otherwise count as empty.
 */
export function admitRequest(request: Request, _response: Response, next: NextFunction): void {
  const { host = '', origin } = request.headers;
  if (!OWN_HOSTS.test(host) || (origin !== undefined && origin !== `http://${host}`)) {
    const from = OWN_HOSTS.test(host) ? `the origin ${origin}` : `the host name ${JSON.stringify(host)}`;
    throw new CostingError('FOREIGN_ORIGIN', `This API answers programs of its own machine only, not ${from}.`, {
      httpStatus: 403,
    });
  }
  if (hasBody(request) && !request.is('application/json') && !isVariantsImport(request)) {
    throw new CostingError('UNSUPPORTED_MEDIA_TYPE', 'Send the body as JSON, with Content-Type: application/json.', {
      httpStatus: 415,
    });
  }
  next();
}

/** Takes tables and lines, which it tells apart itself. */
const isVariantsImport = ({ method, path }: Request): boolean =>
  method === 'POST' && /^\/api\/v1\/variants\/import\/?$/i.test(path);

const hasBody = ({ headers }: Request): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
