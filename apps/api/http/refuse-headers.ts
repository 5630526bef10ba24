import type { NextFunction, Request, Response } from 'express';
import { CostingError } from '#platform';

const HEADERS_MAX = 100;

/** Refuses a request with too many headers instead of dropping some of them. */
export function refuseManyHeaders({ rawHeaders }: Request, _response: Response, next: NextFunction): void {
  if (rawHeaders.length <= 2 * HEADERS_MAX) return next();
  const message = `A request may have ${HEADERS_MAX} headers, this one has ${rawHeaders.length / 2}.`;
  throw new CostingError('TOO_MANY_HEADERS', message, { httpStatus: 431 });
}
