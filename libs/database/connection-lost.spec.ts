import { describe, expect, it } from 'vitest';
import { CostingError } from '#platform';
import { isDatabaseAway, lastWords } from './connection-lost.js';

const withCode = (code: string): Error => Object.assign(new Error('said'), { code });

describe('isDatabaseAway', () => {
  it.each(['08006', '57P01', '57P03', '53300', 'ECONNREFUSED', 'ENOENT', 'ECONNRESET'])('knows %s', (code) => {
    expect(isDatabaseAway(withCode(code))).toBe(true);
  });

  it.each(['42703', '23505', '57014', '40001', '53100', 'EADDRINUSE'])('leaves %s to others', (code) => {
    expect(isDatabaseAway(withCode(code))).toBe(false);
  });

  it("knows the driver's errors without a code, but not a statement's that quotes them", () => {
    expect(isDatabaseAway(new Error('Connection terminated unexpectedly'))).toBe(true);
    expect(isDatabaseAway(new Error('timeout exceeded when trying to connect'))).toBe(true);
    expect(isDatabaseAway(Object.assign(new Error('Connection terminated'), { code: '42601' }))).toBe(false);
    expect(isDatabaseAway(new TypeError('x is not a function'))).toBe(false);
    expect(isDatabaseAway('Connection terminated')).toBe(false);
  });

  it('looks into what failed at each of several addresses', () => {
    expect(isDatabaseAway(new AggregateError([withCode('ECONNREFUSED'), withCode('ECONNREFUSED')]))).toBe(true);
  });
});

describe('lastWords', () => {
  it('are a sentence for what a person can mend, and the stack of a defect', () => {
    expect(lastWords(new CostingError('A', 'Do this.'))).toBe('error: Do this.');
    expect(lastWords(new Error('Connection terminated unexpectedly'))).toBe(
      'error: The connection to PostgreSQL was lost: Connection terminated unexpectedly. Try again shortly.',
    );
    expect(lastWords(new TypeError('x is not a function'))).toMatch(/^TypeError: x is not a function\n +at /);
    expect(lastWords('thrown')).toBe('thrown');
  });
});
