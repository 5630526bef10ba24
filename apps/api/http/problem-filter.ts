import { type ArgumentsHost, Catch, type ExceptionFilter, Inject } from '@nestjs/common';
import type { Request, Response } from 'express';
import { EMPTY, type Observable } from 'rxjs';
import { CostingError, type Log } from '#platform';
import { RefusalLog } from '../access/refusal-log.js';
import { noteRefusal } from '../access/refused-request.js';
import { LOG } from '../tokens.js';
import { sentMethod } from './answer-headers.js';
import { ClientGone } from './client-gone.js';
import { problemOf } from './problem.js';

const RETRY_AFTER_SECONDS = 2;
const MAY_SUCCEED_LATER: readonly number[] = [429, 503];

/** States of this process that it has logged already, and that probes ask for every second. */
const WITHOUT_LINE: readonly string[] = ['DATABASE_BUSY', 'NOT_STARTED', 'DRAINING'];

/** Answers every error of every route as `application/problem+json`, and logs those that are not the client's. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(
    @Inject(LOG) private readonly log: Log,
    @Inject(RefusalLog) private readonly refusals: RefusalLog,
  ) {}

  catch(error: unknown, host: ArgumentsHost): Observable<never> | void {
    if (host.getType() !== 'http') {
      // A worker's message: nobody waits for an answer.
      this.log.error({ err: error }, 'a message of a worker was not handled');
      return EMPTY;
    }
    const request = host.switchToHttp().getRequest<Request>();
    const response = host.switchToHttp().getResponse<Response>();
    if (error instanceof ClientGone) {
      response.destroy();
      return;
    }
    const problem = problemOf(error);
    noteRefusal(this.refusals, request, error);
    const requestLine = `${sentMethod(request)} ${request.originalUrl}`;
    if (response.headersSent) {
      // Half an answer went out: only a broken connection still tells that it is no whole one, and only the log why.
      this.log.error({ err: error }, `${requestLine}: the answer was cut off`);
      response.destroy();
      return;
    }
    if (problem.status === 503 && !WITHOUT_LINE.includes(problem.code)) {
      this.log.warn(`${requestLine}: ${error instanceof Error ? error.message : String(error)}`);
    } else if (problem.status >= 500 && problem.status !== 503) this.log.error({ err: error }, requestLine);
    const { retryAfterSeconds } = error instanceof CostingError ? error.options : {};
    const isRetryable = MAY_SUCCEED_LATER.includes(problem.status) || retryAfterSeconds !== undefined;
    if (isRetryable && !response.hasHeader('Retry-After')) {
      response.setHeader('Retry-After', retryAfterSeconds ?? RETRY_AFTER_SECONDS);
    }
    response.status(problem.status).type('application/problem+json').send(JSON.stringify(problem));
  }
}
