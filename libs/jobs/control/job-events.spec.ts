import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CONTROL } from './control-messages.js';
import { ThrottledJobEvents } from './job-events.js';

let told: [number, string, string][];
let events: ThrottledJobEvents;

beforeEach(() => {
  vi.useFakeTimers();
  const start = Date.now();
  told = [];
  events = new ThrottledJobEvents((subject, { job_id }) => told.push([Date.now() - start, subject, job_id]));
});

afterEach(() => void vi.useRealTimers());

describe('ThrottledJobEvents', () => {
  it('tells of progress at once, then four times a second at most, and never leaves the last out', () => {
    for (let ms = 0; ms < 1_000; ms += 10) {
      events.progress('a');
      vi.advanceTimersByTime(10);
    }
    vi.advanceTimersByTime(10_000);
    expect(told.map(([ms]) => ms)).toEqual([0, 250, 500, 750, 1_000]);
    events.progress('b');
    expect(told.at(-1)).toEqual([11_000, CONTROL.progress, 'b']);
  });

  it('tells of the end to all and to one, without waiting, and of no progress after it', () => {
    events.progress('a');
    events.progress('a');
    events.finished('a');
    vi.advanceTimersByTime(10_000);
    expect(told).toEqual([
      [0, CONTROL.progress, 'a'],
      [0, CONTROL.progress, 'a'],
      [0, CONTROL.finished, 'a'],
    ]);
  });

  it('says at its close what it still had to say', () => {
    events.progress('a');
    events.progress('a');
    events.close();
    expect(told).toHaveLength(2);
    vi.advanceTimersByTime(10_000);
    expect(told).toHaveLength(2);
  });
});
