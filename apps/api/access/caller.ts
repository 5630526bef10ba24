import type { Request, Response } from 'express';
import { CostingError, type Role } from '#platform';

/** Who sent a request. */
export interface Caller {
  /** The key's; `api` where there are no keys. */
  readonly name: string;
  readonly role: Role;
}

/** Without keys whoever reaches the API, a program of its own machine, may do everything. */
export const LOCAL_CALLER: Caller = { name: 'api', role: 'admin' };

/** A key was sent that is unknown, revoked or expired: nobody, but told so. */
export const UNKNOWN_KEY = Symbol('unknown key');

const callers = new WeakMap<Request, Caller | typeof UNKNOWN_KEY>();

export const setCaller = (request: Request, caller: Caller | typeof UNKNOWN_KEY): void =>
  void callers.set(request, caller);

/** null: the request came without a key that is in force, where there are keys. */
export function callerOf(request: Request): Caller | null {
  const caller = callers.get(request);
  return caller === undefined || caller === UNKNOWN_KEY ? null : caller;
}

export const sentUnknownKey = (request: Request): boolean => callers.get(request) === UNKNOWN_KEY;

/** 401, with the header that says how to do better. */
export function unauthorized(response: Response, isKeyUnknown: boolean): CostingError {
  response.setHeader('WWW-Authenticate', `Bearer realm="costing"${isKeyUnknown ? ', error="invalid_token"' : ''}`);
  const why = isKeyUnknown ? 'This key is unknown, revoked or expired.' : 'This needs a key.';
  const message = `${why} Send \`Authorization: Bearer <key>\` with a key that \`keys add\` made.`;
  return new CostingError(isKeyUnknown ? 'UNKNOWN_KEY' : 'KEY_REQUIRED', message, { httpStatus: 401 });
}
