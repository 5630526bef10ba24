import { invalidRequest } from './validation.js';

const LENGTH_MAX = 200;
const UNPRINTABLE = /\p{Cc}/u;

/** The header `Idempotency-Key`; null when it was not sent. Throws `INVALID_INPUT` (400). */
export function checkIdempotencyKey(key: string | undefined): string | null {
  if (key === undefined) return null;
  if (key !== '' && key.length <= LENGTH_MAX && !UNPRINTABLE.test(key)) return key;
  const message = `must have 1 to ${LENGTH_MAX} printable characters`;
  throw invalidRequest([{ path: 'Idempotency-Key', code: 'INVALID_KEY', message }]);
}
