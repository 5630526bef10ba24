import type { Request } from 'express';
import { CostingError } from '#platform';
import { sentMethod } from '../http/answer-headers.js';
import { callerOf } from './caller.js';
import type { RefusalLog, RefusedFacts } from './refusal-log.js';

/** What is refused to somebody, rather than wrong with what he sends: keys, roles, origins, limits. */
const STATUSES: readonly (number | undefined)[] = [401, 403, 408, 413, 429, 431];
const CODES: readonly string[] = ['DATABASE_BUSY'];
const SENT_KEY = /^bearer +(costing_[\w-]{4})[\w-]{8,} *$/i;

/** Notes a request that was refused with `error`, unless that is an error of its contents. */
export function noteRefusal(refusals: RefusalLog, request: Request, error: unknown): void {
  if (!(error instanceof CostingError)) return;
  if (!STATUSES.includes(error.options.httpStatus) && !CODES.includes(error.code)) return;
  const address = request.socket.remoteAddress ?? null;
  const caller = callerOf(request);
  const key = caller ? caller.name : prefixOf(request);
  const facts: RefusedFacts = { address, key, method: sentMethod(request), path: request.path };
  refusals.note(error.code, facts, `${address} ${key}`);
}

/** The first characters of a key that looks like one of ours: enough to find its owner, no help to anybody else. */
function prefixOf({ headers }: Request): string | null {
  const { authorization } = headers;
  if (authorization === undefined) return null;
  const prefix = SENT_KEY.exec(authorization)?.[1];
  return prefix === undefined ? 'not a key' : `${prefix}…`;
}
