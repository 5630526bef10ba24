import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException } from '@nestjs/common';
import { STATUS_CODES } from 'node:http';
import type { Response } from 'express';
import { CostingError } from '#platform';

/** Errors of the health port as `application/problem+json`, as those of the API. */
@Catch()
export class HealthPortFilter implements ExceptionFilter {
  catch(error: unknown, host: ArgumentsHost): void {
    const response = host.switchToHttp().getResponse<Response>();
    const { status, code, detail, retryAfterSeconds } = problemOf(error);
    if (retryAfterSeconds !== undefined) response.setHeader('Retry-After', retryAfterSeconds);
    response.setHeader('Cache-Control', 'no-store');
    const problem = { type: 'about:blank', title: STATUS_CODES[status] ?? 'Error', status, code, detail };
    response.status(status).type('application/problem+json').send(JSON.stringify(problem));
  }
}

function problemOf(error: unknown): { status: number; code: string; detail: string; retryAfterSeconds?: number } {
  if (error instanceof CostingError) {
    const { httpStatus = 500, retryAfterSeconds } = error.options;
    const retry = retryAfterSeconds === undefined ? {} : { retryAfterSeconds };
    return { status: httpStatus, code: error.code, detail: error.message, ...retry };
  }
  if (error instanceof HttpException && error.getStatus() < 500) {
    const status = error.getStatus();
    return { status, code: status === 404 ? 'NOT_FOUND' : 'BAD_REQUEST', detail: error.message };
  }
  return { status: 500, code: 'INTERNAL_ERROR', detail: 'The log of the program says what went wrong.' };
}
