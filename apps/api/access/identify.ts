import type { NextFunction, Request, Response } from 'express';
import { hasBody, refuseForeign } from '../http/admit-request.js';
import { LOCAL_CALLER, setCaller, unauthorized, UNKNOWN_KEY } from './caller.js';
import type { KeyRing } from './key-ring.js';
import type { RateLimits } from './rate-limits.js';

type Middleware = (request: Request, response: Response, next: NextFunction) => void;

const BEARER = /^bearer +(\S+) *$/i;

/**
 * Says who sends a request, and how many more may come from there, before anything of its body is read. `keys` null:
 * every program of this machine may do everything, and pages from elsewhere in a browser of this machine nothing.
 * Whether the caller may do what he asks for is the guard's: only it knows the route.
 */
export function identify(keys: KeyRing | null, limits: RateLimits): Middleware {
  return (request, response, next) => {
    const address = request.socket.remoteAddress ?? '';
    if (keys === null) {
      refuseForeign(request);
      limits.takeAnonymous(response, address);
      setCaller(request, LOCAL_CALLER);
    } else {
      const { authorization } = request.headers;
      const key = BEARER.exec(authorization ?? '')?.[1];
      const found = key === undefined ? null : keys.find(key);
      if (found) {
        setCaller(request, found);
        limits.take(response, found.name);
      } else if (authorization !== undefined) {
        limits.takeFailure(response, address);
        // The guard refuses it, except where anyone may call: a probe with an outdated key must not restart the API.
        if (hasBody(request)) throw unauthorized(response, true);
        setCaller(request, UNKNOWN_KEY);
      } else {
        limits.takeAnonymous(response, address);
        // What anyone may ask for has no body: so nobody without a key makes the API read one.
        if (hasBody(request)) throw unauthorized(response, false);
      }
    }
    next();
  };
}
