/**
 * Time for whatever waits or repeats, so that a test can run a day in a second. It only says when to look again: what
 * is due, expired or first is decided by the database's clock.
 */
export interface Clock {
  /** Milliseconds since some moment; never goes back. */
  now(): number;
  /** Calls `callback` once after `ms`; the timer keeps the process alive. */
  setTimeout(callback: () => void, ms: number): object;
  clearTimeout(timer: object): void;
}

export const machineClock: Clock = {
  now: () => performance.now(),
  setTimeout: (callback, ms) => setTimeout(callback, ms),
  clearTimeout: (timer) => clearTimeout(timer as NodeJS.Timeout),
};
