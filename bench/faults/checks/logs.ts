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

/** What an API without keys says at every start; no fault is needed for it. */
const NOTICE = /^WITHOUT KEYS/;

/** Lines that no fault of the round explains. */
export function unexplained(lines: readonly LogLine[], faults: readonly FaultName[]): string[] {
  const allowed = new Set(faults.flatMap((name) => kindOf(name).explains));
  const isExplained = ({ message }: LogLine): boolean =>
    NOTICE.test(message) || COMPLAINTS.some(([complaint, pattern]) => allowed.has(complaint) && pattern.test(message));
  return lines
    .filter((line) => !isExplained(line))
    .map(({ member, level, message }) => `${member} said (${level}): ${message.slice(0, 300)}`);
}
