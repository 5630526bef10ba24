import type { Log } from '#platform';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { RefusalLog } from './refusal-log.js';

const lines: Record<string, unknown>[] = [];
const log = { warn: (line: Record<string, unknown>) => void lines.push(line) } as unknown as Log;
let refusals: RefusalLog;

beforeEach(() => {
  vi.useFakeTimers();
  lines.length = 0;
  refusals = new RefusalLog(log);
});
afterEach(() => {
  refusals.onApplicationShutdown();
  vi.useRealTimers();
});

it('tells the first of a source at once, then its number by the minute, and begins anew after a quiet one', () => {
  const note = (times: number): void => {
    for (let n = 0; n < times; n++) refusals.note('UNKNOWN_KEY', { address: '192.0.2.7' });
  };
  note(5);
  expect(lines).toEqual([{ refused: 'UNKNOWN_KEY', address: '192.0.2.7' }]);
  vi.advanceTimersByTime(60_000);
  expect(lines.at(-1)).toEqual({ refused: 'UNKNOWN_KEY', address: '192.0.2.7', count: 4, seconds: 60 });
  note(3);
  vi.advanceTimersByTime(60_000);
  expect(lines).toHaveLength(3);
  expect(lines.at(-1)).toMatchObject({ count: 3 });
  vi.advanceTimersByTime(120_000);
  expect(lines).toHaveLength(3);
  note(1);
  expect(lines.at(-1)).toEqual({ refused: 'UNKNOWN_KEY', address: '192.0.2.7' });
});

it('counts together what comes from more sources than it remembers', () => {
  for (let n = 0; n < 1_500; n++) refusals.note('TOO_MANY_CONNECTIONS', { address: `2001:db8:0:${n}` });
  expect(lines).toHaveLength(1_000);
  vi.advanceTimersByTime(60_000);
  expect(lines.slice(1_000)).toEqual([{ refused: 'TOO_MANY_CONNECTIONS', address: null, count: 500, seconds: 60 }]);
});
