import { describe, expect, it } from 'vitest';
import { clampLanes } from './build-worker.js';

function clamped(lanes: number, partitionStart: number, partitionEnd: number, free: number): [number, string | null] {
  let warning: string | null = null;
  const log = { warn: (text: string) => void (warning = text) };
  return [clampLanes({ lanes, partitionStart, partitionEnd }, free, log), warning];
}

describe('clampLanes', () => {
  it('takes WORKER_COUNT as it is where it fits', () => {
    expect(clamped(8, 0, 63, 100)).toEqual([8, null]);
    expect(clamped(1, 0, 0, 10)).toEqual([1, null]);
  });

  it('takes no more than partitions, and says so', () => {
    expect(clamped(100, 8, 15, 1_000)).toEqual([8, 'WORKER_COUNT is 100, 8 will work: there are 8 partitions to take']);
  });

  it('takes no more than the server has connections for, but one', () => {
    const why = 'the server has 22 connections left and each lane needs 2';
    expect(clamped(64, 0, 63, 22)).toEqual([7, `WORKER_COUNT is 64, 7 will work: ${why}`]);
    expect(clamped(2, 0, 63, 0)[0]).toBe(1);
  });
});
