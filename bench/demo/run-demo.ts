import { randomInt } from 'node:crypto';
import { changeParameterRate, type Database, type Job, readCatalogueOrigin, readToday } from '#database';
import { ALLOWED_FAILED_SHARE, createFullJob, replaceInterruptedJob, runJob } from '#jobs';
import { CostingError, createProgress, readConfig } from '#platform';
import { checkGeneration } from '../../test/oracle/check-generation.js';
import { showBeforeAndAfter } from './before-and-after.js';
import { showCheck } from './show-check.js';
import type { Phases } from './phases.js';
import type { Screen } from './screen.js';
import type { DemoMill } from './demo-mill.js';

/** Of the variants, how many the independent check recomputes. */
const CHECKED_SHARE = 0.01;

/** Everything after the database is open. False: the independent check found something wrong. */
export async function runDemo(database: Database, mill: DemoMill, phases: Phases, screen: Screen): Promise<boolean> {
  const { variants, priceChange } = mill;
  await refuseOwnCatalogue(database);
  await phases.run('Make a catalogue', () => makeCatalogue(database, mill, screen), variants);
  // One date for all: the demo may run at midnight.
  const today = await readToday(database.pool, readConfig().timeZone);
  const before = await phases.run('Cost every variant', () => costAll(database, today, screen), variants);
  const change = `Change a price: ${priceChange.what} + ${priceChange.percent} % from ${today}`;
  await phases.run(change, () => changePrice(database, mill, today, screen));
  const after = await phases.run('Cost every variant again', () => costAll(database, today, screen), variants);
  const passed = await phases.run('Check the result by other means', async () =>
    showCheck(await checkGeneration(database, { share: CHECKED_SHARE, seed: randomInt(2 ** 31) }), screen),
  );
  // What is stored wrongly has no explanation.
  if (passed) await phases.run('Explain one variant', () => showBeforeAndAfter(database, { before, after }, screen));
  phases.show();
  screen.say('');
  screen.say(screen.bold(passed ? 'The check passed.' : 'The check FAILED: what is wrong is listed above.'));
  return passed;
}

/** What the program made it may make again; what somebody brought in is not the demo's to replace. */
async function refuseOwnCatalogue(database: Database): Promise<void> {
  if ((await readCatalogueOrigin(database.pool)) !== 'OWN') return;
  throw new CostingError(
    'CATALOGUE_NOT_EMPTY',
    database.embedded
      ? 'The database in .data holds a catalogue of your own, which the demo does not touch. Move the folder .data aside ' +
          '(and back afterwards), or let DATABASE_URL name an empty database for the demo.'
      : 'The database of DATABASE_URL holds a catalogue of your own, which the demo does not touch. Let DATABASE_URL name ' +
          'an empty database, or leave it out to use the embedded one in .data.',
  );
}

async function makeCatalogue(database: Database, mill: DemoMill, screen: Screen): Promise<void> {
  const active = await replaceInterruptedJob(database, ({ jobNo }) =>
    screen.say(`Job ${jobNo} was cut off earlier: cancelled.`),
  );
  if (active) throw new CostingError('JOB_RUNNING', `Job ${active.jobNo} is running: let it end, then start the demo.`);
  const progress = createProgress('      variants', mill.variants);
  const lines = await mill.load(database, (loaded) => progress.update(loaded));
  progress.end(mill.variants);
  for (const line of lines) screen.say(line);
}

async function costAll(database: Database, asOf: string, screen: Screen): Promise<Job> {
  const { timeZone } = readConfig();
  const request = { asOf, timeZone, baseParams: {}, release: true, idempotencyKey: null };
  const job = await createFullJob(database, { ...request, allowedFailedShare: ALLOWED_FAILED_SHARE });
  const progress = createProgress(`      job ${job.jobNo}`, job.total);
  const ended = await runJob(database, job.jobId, {
    onProgress: ({ processed }) => progress.update(processed),
    onNotice: () => undefined,
  });
  progress.end(ended.processed);
  if (ended.status !== 'COMPLETED') {
    throw new CostingError('JOB_NOT_COMPLETED', `Job ${ended.jobNo} is ${ended.status}: ${ended.error ?? ''}`);
  }
  const costs = ended.failed === 0 ? 'every one has a cost' : `${screen.count(ended.failed)} have no cost`;
  screen.say(`Job ${ended.jobNo}: ${screen.count(ended.processed)} variants with the prices of ${asOf}; ${costs}.`);
  screen.say('Stored durably under their key, verified, and shown to readers all at once.');
  return ended;
}

async function changePrice(database: Database, mill: DemoMill, effectiveDate: string, screen: Screen): Promise<void> {
  const { parameterKey, percent } = mill.priceChange;
  const factor = 1 + percent / 100;
  const change = await changeParameterRate(database.pool, { parameterKey, factor, effectiveDate });
  if (!change) throw new Error(`no rate of ${parameterKey} is in force on ${effectiveDate}`);
  const price = (text: string): string => screen.number(Number(text), 4);
  screen.table([
    ['parameter', 'rate before', 'from now on', ''],
    [parameterKey, price(change.before), price(change.after), change.unit ?? ''],
  ]);
}
