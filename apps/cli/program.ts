import { Command } from 'commander';
import { printableLines } from '#platform';
import { registerChanges } from './commands/changes.js';
import { registerDiff } from './commands/diff.js';
import { registerExplain } from './commands/explain.js';
import { registerExport } from './commands/export.js';
import { registerFormula } from './commands/formula.js';
import { registerImport } from './commands/import.js';
import { registerJobs } from './commands/jobs.js';
import { registerKeys } from './commands/keys.js';
import { registerMigrate } from './commands/migrate.js';
import { registerRecalculate } from './commands/recalculate.js';
import { registerDiscard, registerRelease, registerRollback } from './commands/release.js';
import { registerSeed } from './commands/seed.js';
import { registerServe } from './commands/serve.js';
import { registerWait } from './commands/wait.js';
import { registerWatch } from './commands/watch.js';
import { registerWorker } from './commands/worker.js';
import { addExamples } from './examples.js';

const COMMANDS = [
  registerMigrate,
  registerWait,
  registerSeed,
  registerImport,
  registerExport,
  registerRecalculate,
  registerJobs,
  registerRelease,
  registerDiscard,
  registerRollback,
  registerWatch,
  registerChanges,
  registerDiff,
  registerExplain,
  registerFormula,
  registerServe,
  registerWorker,
  registerKeys,
];

/** The command line with all its commands, as `costing --help` shows them. */
export function buildProgram(): Command {
  const program = new Command('costing')
    .description('Costs every variant of a textile mill.')
    .exitOverride()
    .showHelpAfterError()
    .configureOutput({ outputError: (text, write) => write(`${printableLines(text.trimEnd())}\n`) });
  for (const register of COMMANDS) register(program);
  addExamples(program);
  return program;
}
