import { CostingError, type FaultCause } from '#platform';
import { writeRemark } from './output.js';

/** Writes the error for a person to stderr and gives the exit code: 1 failed, 2 wrong usage. */
export function reportError(error: unknown): number {
  if (!(error instanceof CostingError)) {
    const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
    stack.split('\n').forEach(writeRemark);
    return 1;
  }
  const { faults = [], causes } = error.options;
  writeRemark(`error: ${error.message}`);
  if (causes) for (const cause of causes) writeRemark(causeLine(cause));
  else for (const fault of faults) writeRemark(`  ${fault.path}: ${fault.message}`);
  return error.options.exitCode ?? 1;
}

/** One line for all faults that are repaired in the same way. */
function causeLine({ message, count, places }: FaultCause): string {
  const [first, ...others] = places;
  if (first === undefined) return `  ${count.toLocaleString('en')} more: ${message}`;
  if (count === 1) return `  ${first}: ${message}`;
  const more = count - places.length;
  const also = [...others, ...(more > 0 ? [`${more.toLocaleString('en')} more`] : [])].join(', ');
  return `  ${first}: ${message} (${count.toLocaleString('en')} times, also ${also})`;
}
