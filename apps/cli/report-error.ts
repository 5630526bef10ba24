import { CostingError } from '#platform';
import { writeRemark } from './output.js';

/** Writes the error for a person to stderr and gives the exit code: 1 failed, 2 wrong usage. */
export function reportError(error: unknown): number {
  if (!(error instanceof CostingError)) {
    const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
    stack.split('\n').forEach(writeRemark);
    return 1;
  }
  const faults = error.options.faults ?? [];
  writeRemark(`error: ${error.message}`);
  for (const fault of faults) writeRemark(`  ${fault.path}: ${fault.message}`);
  return error.options.exitCode ?? 1;
}
