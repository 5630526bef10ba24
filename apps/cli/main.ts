import { CommanderError } from 'commander';
import { actingAs } from '#database';
import { endWithItsReader } from '#platform';
import { buildProgram } from './program.js';
import { reportError } from './report-error.js';

async function main(): Promise<void> {
  endWithItsReader();
  await actingAs('cli', () => buildProgram().parseAsync());
}

main().catch((error: unknown) => {
  if (error instanceof CommanderError) {
    if (error.exitCode !== 0) process.exitCode = 2;
    return;
  }
  process.exitCode = reportError(error);
});
