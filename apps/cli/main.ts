import { Command, CommanderError } from 'commander';
import { reportError } from './report-error.js';
import { registerExplain } from './commands/explain.js';
import { registerFormula } from './commands/formula.js';
import { registerImport } from './commands/import.js';
import { registerMigrate } from './commands/migrate.js';
import { registerSeed } from './commands/seed.js';

async function main(): Promise<void> {
  const program = new Command('costing')
    .description('Costs every variant of a textile mill.')
    .exitOverride()
    .showHelpAfterError();
  for (const register of [registerMigrate, registerSeed, registerImport, registerExplain, registerFormula]) register(program);
  await program.parseAsync();
}

main().catch((error: unknown) => {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? 0 : 2;
    return;
  }
  process.exitCode = reportError(error);
});
