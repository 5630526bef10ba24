import { parseArgs } from 'node:util';
import { openDatabase } from '#database';
import { CostingError, readConfig, usageError } from '#platform';
import { Phases } from './phases.js';
import { sampleMill } from './demo-mill.js';
import { runDemo } from './run-demo.js';
import { Screen } from './screen.js';

const VARIANTS_MAX = 250_000_000;

/** `npm run demo [-- --variants N]`: exit 0 only if the independent check found nothing wrong. */
async function main(): Promise<number> {
  const mill = sampleMill(readVariants());
  const screen = new Screen(process.stdout);
  const phases = new Phases(screen, 10);
  screen.title(`Textile Costing Engine: ${screen.count(mill.variants)} variants, costed, recosted and checked`);
  const database = await phases.run('Open the database', async () => {
    const opened = await openDatabase(readConfig(), { applicationName: 'costing demo' });
    screen.say(opened.embedded ? 'PostgreSQL embedded in .data: started.' : 'PostgreSQL of DATABASE_URL: connected.');
    return opened;
  });
  try {
    return (await runDemo(database, mill, phases, screen)) ? 0 : 1;
  } finally {
    await database.close();
  }
}

function readVariants(): number {
  let text = '';
  try {
    text = parseArgs({ options: { variants: { type: 'string', default: '1000000' } } }).values.variants;
  } catch (error) {
    throw usageError(`${(error as Error).message} The demo takes --variants N alone.`);
  }
  const variants = /^\d{1,9}$/.test(text) ? Number(text) : NaN;
  if (variants >= 1 && variants <= VARIANTS_MAX) return variants;
  throw usageError(`--variants ${text}: expected a whole number from 1 to ${VARIANTS_MAX}.`);
}

main().then(
  (code) => (process.exitCode = code),
  (error: unknown) => {
    const known = error instanceof CostingError;
    const text = known ? error.message : error instanceof Error ? (error.stack ?? error.message) : String(error);
    process.stderr.write(`\n${text}\n`);
    process.exitCode = known ? (error.options.exitCode ?? 1) : 1;
  },
);
