import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeCursor, encodeCursor } from './cursor.js';

const malformed = expect.objectContaining({ code: 'INVALID_INPUT' });

describe('cursor', () => {
  it('comes back as the job it was made of, and needs no escaping in a URL', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 31 - 1 }), (jobNo) => {
        const cursor = encodeCursor(jobNo);
        expect(encodeURIComponent(cursor)).toBe(cursor);
        expect(decodeCursor(cursor)).toBe(jobNo);
      }),
    );
  });

  it.each(['', '7', 'Nw==', ' Nw', 'Nw ', '!', ...['0', '-1', '1.5', '1e3', '0x1', '2147483648', ' 7'].map(raw)])(
    'refuses %j',
    (text) => expect(() => decodeCursor(text)).toThrow(malformed),
  );

  it('refuses whatever it did not make', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        try {
          expect(encodeCursor(decodeCursor(text))).toBe(text);
        } catch (error) {
          expect(error).toEqual(malformed);
        }
      }),
    );
  });
});

function raw(text: string): string {
  return Buffer.from(text).toString('base64url');
}
