import type { NextFunction, Request, Response } from 'express';
import { CostingError, type ServiceState } from '#platform';

const RETRY_AFTER_SECONDS = 2;

/** Before the start is complete only probes are answered; while the API drains, each answer is the last of its connection. */
export const followState =
  (state: ServiceState) =>
  (request: Request, response: Response, next: NextFunction): void => {
    // So that clients that keep connections alive move to another replica before this one closes them.
    if (state.isDraining) response.setHeader('Connection', 'close');
    if (state.isStarted || /^\/health(\/|$)/.test(request.path)) return next();
    throw new CostingError(
      'NOT_STARTED',
      'The service is starting: it waits for the database. Try again in a moment.',
      {
        httpStatus: 503,
        retryAfterSeconds: RETRY_AFTER_SECONDS,
      },
    );
  };
