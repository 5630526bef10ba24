import { CostingError } from '#platform';

/** Writes the error for a person to stderr and gives the exit code: 1 failed, 2 wrong usage. */
export function reportError(error: unknown): number {
  if (!(error instanceof CostingError)) {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    return 1;
  }
  const faults = error.options.faults ?? [];
  process.stderr.write(`error: ${error.message}\n`);
  for (const fault of faults) process.stderr.write(`  ${fault.path}: ${fault.message}\n`);
  return error.options.exitCode ?? 1;
}
