import { setTimeout as sleep } from 'node:timers/promises';
import { isDatabaseAway } from '#database';
import { CostingError, type Log } from '#platform';

const RETRY_MS = 1_000;
const LINE_EVERY_MS = 60_000;

/** Errors of a start that end by themselves: a server comes up, a standby is promoted, another program migrates. */
const MAY_END: readonly string[] = [
  'DATABASE_READ_ONLY',
  'SCHEMA_OUT_OF_DATE',
  'SCHEMA_IN_USE',
  // The role of this program sets up no schema: the one that migrates does.
  'NOT_THE_OWNER',
  'NATS_UNREACHABLE',
  // JetStream elects a leader, or has no space left.
  'NATS_JETSTREAM',
  'NATS_SETTINGS',
];

/** Whether a start that failed so may succeed later without a change of this program's settings. */
export function mayEndByItself(error: unknown): boolean {
  if (error instanceof CostingError && MAY_END.includes(error.code)) return true;
  if (error instanceof CostingError && error.code !== 'DATABASE_UNAVAILABLE') return false;
  return isDatabaseAway(error instanceof CostingError ? error.options.cause : error);
}

export interface WaitOptions {
  readonly log: Pick<Log, 'info' | 'warn'>;
  readonly signal: AbortSignal;
  /** What is waited for: `PostgreSQL`. */
  readonly what: string;
}

/**
 * Repeats `attempt` every second until it succeeds, with a line of the log when the reason changes and one a minute.
 * Throws errors that do not end by themselves, and when `signal` is aborted.
 */
export async function waitFor(attempt: () => Promise<void>, { log, signal, what }: WaitOptions): Promise<void> {
  let said = '';
  let saidAt = 0;
  for (;;) {
    signal.throwIfAborted();
    try {
      await attempt();
      if (said !== '') log.info(`${what} is there`);
      return;
    } catch (error) {
      signal.throwIfAborted();
      if (!mayEndByItself(error)) throw error;
      const { message } = error as Error;
      const now = performance.now();
      if (message !== said || now - saidAt >= LINE_EVERY_MS) {
        log.warn(`waiting for ${what}: ${message}`);
        said = message;
        saidAt = now;
      }
    }
    await sleep(RETRY_MS, undefined, { signal });
  }
}
