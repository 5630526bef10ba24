import { type Complaint, type FaultName, kindOf } from '../fault-kinds.js';
import type { LogLine } from '../member.js';

/** What a program may say at "warn" or above, and what faults it may say it of. */
const COMPLAINTS: readonly (readonly [Complaint, RegExp])[] = [
  [
    'DATABASE',
    /^ended with exit 1$|Connection terminated|connection to PostgreSQL lost|nothing heard of the ledger|ledger was silent|Query read timeout|terminating connection|ECONNREFUSED|ECONNRESET|EPIPE|socket hang up|timeout expired|timeout exceeded|the database system is|nothing listens there|server is starting up|not queryable|Client was closed|DATABASE_UNAVAILABLE|does not answer|Cannot use the database/i,
  ],
  // A program that is started while the broker is away ends with the reason; it is started again.
  ['NATS', /^ended with exit 1$|nats|announce|queue of tasks/i],
  ['LEASE', /lease|taken over|work is rejected|ledger was silent|nothing heard of the ledger|the lane was stopped/i],
  ['DEATH', /died|another attempt/i],
];

/** Faults that struck, and since when: `performance.now()`. */
export interface StruckSince {
  readonly since: number;
  readonly faults: readonly FaultName[];
}

/**
 * Lines that no fault explains: of the round, or, where a line is from before it, of the round before. A connection that
 * went black is noticed after 15 s, when that round may be over.
 */
export function unexplained(lines: readonly LogLine[], now: StruckSince, before: readonly FaultName[]): string[] {
  const allowedNow = complaintsOf(now.faults);
  const allowedBefore = complaintsOf([...now.faults, ...before]);
  const isExplained = ({ at, message }: LogLine): boolean => {
    const allowed = at < now.since ? allowedBefore : allowedNow;
    return COMPLAINTS.some(([complaint, pattern]) => allowed.has(complaint) && pattern.test(message));
  };
  return lines
    .filter((line) => !isExplained(line))
    .map(({ member, level, message }) => `${member} said (${level}): ${message.slice(0, 300)}`);
}

const complaintsOf = (faults: readonly FaultName[]): ReadonlySet<Complaint> =>
  new Set(faults.flatMap((name) => kindOf(name).explains));
