import { CostingError, printable, printableLines } from '#platform';

/**
 * SQLSTATEs of a server that goes, comes or is full: connection exceptions, shutdowns, no connection left; and of one that
 * became a standby (25006), where the same request succeeds once the address leads to the new primary.
 */
const AWAY_STATES = /^(08...|57P0[1-5]|53300|25006)$/;
const AWAY_SYSTEM_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOENT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EPIPE',
  'ETIMEDOUT',
]);
/** The driver gives these no code. */
const AWAY_MESSAGES =
  /^(Connection terminated|Query read timeout|timeout expired|timeout exceeded when trying to connect|Client has encountered a connection error|Client was closed)/;

/** Whether a statement failed because the database was away: the same request may succeed in a moment. */
export function isDatabaseAway(error: unknown): boolean {
  if (error instanceof AggregateError) return error.errors.some(isDatabaseAway);
  if (!(error instanceof Error)) return false;
  const { code } = error as { code?: unknown };
  if (typeof code === 'string') return AWAY_STATES.test(code) || AWAY_SYSTEM_CODES.has(code);
  return AWAY_MESSAGES.test(error.message);
}

/** What a program says when an error ends it: for what a person can mend one sentence, for a defect its stack. */
export function lastWords(error: unknown): string {
  if (error instanceof CostingError) return printable(`error: ${error.message}`);
  if (isDatabaseAway(error)) {
    return `error: The connection to PostgreSQL was lost: ${(error as Error).message}. Try again shortly.`;
  }
  return printableLines(String((error as Error).stack ?? error));
}
