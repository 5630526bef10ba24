import { randomInt } from 'node:crypto';
import { changeRate, type Database, type Job, readCatalogueOrigin, readToday } from '#database';
import { ALLOWED_FAILED_SHARE, createDeltaJob, createFullJob, replaceInterruptedJob, runJob } from '#jobs';
import { CostingError, createProgress, readConfig } from '#platform';
import { checkGeneration } from '../../test/oracle/check-generation.js';
import { showBeforeAndAfter } from './before-and-after.js';
import { showCheck } from './show-check.js';
import type { Phases } from './phases.js';
import type { Screen } from './screen.js';
import type { DemoMill, PriceChange } from './demo-mill.js';

/** Of the variants, how many the independent check recomputes. */
const CHECKED_SHARE = 0.01;

/** Everything after the database is open. False: the independent check found something wrong. */
export async function runDemo(database: Database, mill: DemoMill, phases: Phases, screen: Screen): Promise<boolean> {
  const { variants, priceChange, smallChange } = mill;
  await refuseOwnCatalogue(database);
  await phases.run('Make a catalogue', () => makeCatalogue(database, mill, screen), variants);
  // One date for all: the demo may run at midnight.
  const today = await readToday(database.pool, readConfig().timeZone);
  const before = await phases.run('Cost every variant', () => costAll(database, today, screen), variants);
  await phases.run(changeTitle(priceChange, today), () => changePrice(database, priceChange, today, screen));
  const after = await phases.run('Cost every variant again', () => costAll(database, today, screen), variants);
  const check = (): Promise<boolean> => phases.run('Check the result by other means', () => isRight(database, screen));
  let passed = await check();
  // What is stored wrongly has no explanation.
  if (passed) {
    await phases.run('Explain one variant', () => showBeforeAndAfter(database, { before, after }, screen));
    await phases.run(changeTitle(smallChange, today), () => changePrice(database, smallChange, today, screen));
    await phases.run('Cost only what it touches', () => costTouched(database, today, after, screen));
    passed = await check();
  }
  phases.show();
  screen.say('');
  screen.say(screen.bold(passed ? 'The check passed.' : 'The check FAILED: what is wrong is listed above.'));
  return passed;
}

const changeTitle = ({ what, percent }: PriceChange, day: string): string =>
  `Change a price: ${what} + ${percent} % from ${day}`;

async function isRight(database: Database, screen: Screen): Promise<boolean> {
  return showCheck(await checkGeneration(database, { share: CHECKED_SHARE, seed: randomInt(2 ** 31) }), screen);
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
  const job = await createFullJob(database, { ...requestOn(asOf), baseParams: {} });
  const ended = await completed(database, job);
  const costs = ended.failed === 0 ? 'every one has a cost' : `${screen.count(ended.failed)} have no cost`;
  screen.say(`Job ${ended.jobNo}: ${screen.count(ended.processed)} variants with the prices of ${asOf}; ${costs}.`);
  screen.say('Stored durably under their key, verified, and shown to readers all at once.');
  return ended;
}

/** A delta: it finds out by itself what has changed since `full`, and whom that touches. */
async function costTouched(database: Database, asOf: string, full: Job, screen: Screen): Promise<void> {
  const job = await createDeltaJob(database, {
    ...requestOn(asOf),
    baseParams: {},
    changeIds: null,
    retriesFailed: false,
  });
  if (!job) throw new Error('the change of a price has left no change to cost');
  const ended = await completed(database, job);
  const [seconds, fullSeconds] = [secondsOf(ended), secondsOf(full)];
  const saved = Math.max(0, 100 - (100 * seconds) / fullSeconds);
  screen.say(
    `Job ${ended.jobNo}: ${screen.count(ended.processed)} of ${screen.count(full.processed)} variants are made with it and were costed again;`,
  );
  screen.say(
    `the others kept their costs. ${screen.number(seconds, 2)} s where all of them took ${screen.number(fullSeconds, 2)} s: ${screen.number(saved, 0)} % saved.`,
  );
}

const requestOn = (asOf: string) => ({
  asOf,
  timeZone: readConfig().timeZone,
  release: true,
  allowedFailedShare: ALLOWED_FAILED_SHARE,
  idempotencyKey: null,
});

/** From the request to the release. */
const secondsOf = ({ createdAt, finishedAt }: Job): number => (Date.parse(finishedAt!) - Date.parse(createdAt)) / 1_000;

async function completed(database: Database, job: Job): Promise<Job> {
  const progress = createProgress(`      job ${job.jobNo}`, job.total);
  const ended = await runJob(database, job.jobId, {
    onProgress: ({ processed }) => progress.update(processed),
    onNotice: () => undefined,
  });
  progress.end(ended.processed);
  if (ended.status === 'COMPLETED') return ended;
  throw new CostingError('JOB_NOT_COMPLETED', `Job ${ended.jobNo} is ${ended.status}: ${ended.error ?? ''}`);
}

async function changePrice(
  database: Database,
  change: PriceChange,
  effectiveDate: string,
  screen: Screen,
): Promise<void> {
  const { subject, percent } = change;
  const changed = await changeRate(database.pool, subject, { factor: 1 + percent / 100, effectiveDate });
  if (!changed) throw new Error(`no rate of ${JSON.stringify(subject)} is in force on ${effectiveDate}`);
  const price = (text: string): string => screen.number(Number(text), 4);
  screen.table([
    ['price of', 'rate before', 'from now on', ''],
    [changed.subject, price(changed.before), price(changed.after), changed.unit ?? ''],
  ]);
}
