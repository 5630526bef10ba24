import type { NextFunction, Request, Response } from 'express';
import { CostingError } from '#platform';
import { invalidRequest } from './validation.js';

export const BODY_MAX = '1 MB';
const DEPTH_MAX = 32;
/** The libraries below drop from objects, without a word, what every object inherits: `toString`, `__proto__` … */
const isDropped = (name: string): boolean => name === 'prototype' || name in Object.prototype;

/** Refuses JSON that validation would not see as it was sent: no object, names that get lost, endless nesting. */
export function checkBody(request: Request, _response: Response, next: NextFunction): void {
  const body: unknown = request.body;
  if (Array.isArray(body)) {
    throw invalidRequest([{ path: '$', code: 'NOT_AN_OBJECT', message: 'the body must be a JSON object' }]);
  }
  if (typeof body === 'object' && body !== null) check(body, '$', 1);
  next();
}

function check(value: object, path: string, depth: number): void {
  if (depth > DEPTH_MAX) {
    throw invalidRequest([{ path, code: 'TOO_DEEP', message: `nests deeper than ${DEPTH_MAX} levels` }]);
  }
  for (const [name, member] of Object.entries(value) as [string, unknown][]) {
    const place = Array.isArray(value) ? `${path}[${name}]` : `${path}.${name}`;
    if (isDropped(name)) {
      throw invalidRequest([
        { path: place, code: 'FORBIDDEN_NAME', message: `'${name}' cannot be used as a name here` },
      ]);
    }
    if (typeof member === 'object' && member !== null) check(member, place, depth + 1);
  }
}

/** Gives what the body parser says its name, before Nest takes every syntax error for a bad request of no kind. */
export function nameBodyFault(error: unknown, _request: Request, _response: Response, next: NextFunction): void {
  const { type, message } = error as { type?: string; message?: string };
  if (type === 'entity.parse.failed') {
    next(new CostingError('MALFORMED_JSON', `The body is not JSON: ${message}`, { httpStatus: 400 }));
  } else if (type === 'entity.too.large') {
    next(new CostingError('BODY_TOO_LARGE', `A body may have at most ${BODY_MAX}.`, { httpStatus: 413 }));
  } else next(error);
}
