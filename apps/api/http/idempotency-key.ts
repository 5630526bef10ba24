import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import { createHash } from 'node:crypto';
import type { IdempotentRequest } from '#database';
import { callerOf } from '../access/caller.js';
import { JsonBody } from './json-body.js';
import { invalidRequest } from './validation.js';

const LENGTH_MAX = 200;
const UNPRINTABLE = /\p{Cc}/u;

/**
 * The header `Idempotency-Key`, with the caller and a digest of route and body; null when it was not sent. Throws
 * `INVALID_INPUT` (400).
 */
export const Idempotency = createParamDecorator(
  (_data: unknown, context: ExecutionContext): IdempotentRequest | null => {
    const request = context.switchToHttp().getRequest<Request>();
    const key = checkIdempotencyKey(request.get('idempotency-key'));
    if (key === null) return null;
    const route = `${request.method} ${request.path.replace(/\/$/, '').toLowerCase()}`;
    const body = request.body instanceof JsonBody ? request.body.canonical() : '{}';
    const fingerprint = createHash('sha256').update(`${route}\n${body}`).digest('base64url');
    return { caller: callerOf(request)?.name ?? '', key, fingerprint };
  },
);

/** The header `Idempotency-Key`; null when it was not sent. Throws `INVALID_INPUT` (400). */
export function checkIdempotencyKey(key: string | undefined): string | null {
  if (key === undefined) return null;
  if (key !== '' && key.length <= LENGTH_MAX && !UNPRINTABLE.test(key)) return key;
  const message = `must have 1 to ${LENGTH_MAX} printable characters`;
  throw invalidRequest([{ path: 'Idempotency-Key', code: 'INVALID_KEY', message }]);
}
