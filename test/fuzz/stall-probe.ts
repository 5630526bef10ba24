import { readFileSync } from 'node:fs';
import { PerformanceObserver, performance } from 'node:perf_hooks';

/** The event loop of the program took nothing else on for a while. Times are milliseconds, `endedAt` since 1970. */
export interface Stall {
  readonly endedAt: number;
  /** By the clock: on a busy machine most of it is waiting for a core. */
  readonly wallMs: number;
  /** What the main thread computed in that time, garbage collection left out. */
  readonly cpuMs: number;
}

const TICK_MS = 5;
const REPORTED_FROM_MS = 20;

/**
 * Loaded with `--import` before a program that was forked: tells its parent of stalls. CPU time of the main thread, not the
 * clock, decides how long one was: a loaded machine and the collector's pauses are not the request's doing.
 */
function watch(send: (message: { readonly stall: Stall }) => unknown): void {
  const collections: { readonly startTime: number; readonly duration: number }[] = [];
  new PerformanceObserver((list) => collections.push(...list.getEntries())).observe({ entryTypes: ['gc'] });
  let last = { at: performance.now(), cpuMs: mainThreadMs() };
  let pending: { readonly from: number; readonly to: number; readonly cpuMs: number } | null = null;
  const tick = (): void => {
    const now = { at: performance.now(), cpuMs: mainThreadMs() };
    // A tick later, when the observer has heard of the collections.
    if (pending) {
      const { from, to, cpuMs } = pending;
      const inside = collections.filter(({ startTime }) => startTime >= from && startTime <= to);
      const collectedMs = inside.reduce((sum, { duration }) => sum + duration, 0);
      const stall = {
        endedAt: performance.timeOrigin + to,
        wallMs: to - from,
        cpuMs: Math.max(0, cpuMs - collectedMs),
      };
      send({ stall });
      pending = null;
    }
    collections.splice(0, collections.findIndex(({ startTime }) => startTime >= last.at) >>> 0);
    if (now.at - last.at >= REPORTED_FROM_MS) pending = { from: last.at, to: now.at, cpuMs: now.cpuMs - last.cpuMs };
    last = now;
  };
  setInterval(tick, TICK_MS).unref();
}

/** By the scheduler, where there is one that says so; else the whole process, with its helper threads. */
function mainThreadMs(): number {
  try {
    return Number(readFileSync(`/proc/self/task/${process.pid}/schedstat`, 'latin1').split(' ')[0]) / 1e6;
  } catch {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1_000;
  }
}

if (process.send) watch((message) => process.connected && process.send?.(message));
