import { describe, expect, it } from 'vitest';
import { checkIdempotencyKey } from './idempotency-key.js';

describe('checkIdempotencyKey', () => {
  it('takes what prints, and no key', () => {
    expect(checkIdempotencyKey('month-end 2026/06')).toBe('month-end 2026/06');
    expect(checkIdempotencyKey('k'.repeat(200))).toHaveLength(200);
    expect(checkIdempotencyKey(undefined)).toBeNull();
  });

  it.each(['', 'k'.repeat(201), 'a\tb', 'a\u0000', 'a\u007f', 'a\u0085'])('refuses %j', (key) => {
    expect(() => checkIdempotencyKey(key)).toThrow(
      expect.objectContaining({ options: expect.objectContaining({ httpStatus: 400 }) }),
    );
  });
});
