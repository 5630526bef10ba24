import type { Command } from 'commander';
import { setTimeout as sleep } from 'node:timers/promises';
import { openDatabase, pendingMigrations } from '#database';
import { type Config, CostingError, readConfig } from '#platform';
import { parseNumber } from '../options.js';
import { writeLine, writeRemark } from '../output.js';

const POLL_MS = 1_000;
const REMARK_EVERY = 60;

interface Options {
  readonly schema?: true;
  readonly seconds?: string;
}

/**
 * `costing wait`: for init containers and scripts. Returns when the database answers the role that migrates, or, with
 * `--schema`, when it has every migration of this version.
 */
export function registerWait(program: Command): void {
  program
    .command('wait')
    .description('return when the database answers the role that migrates')
    .option('--schema', 'return when the database has every migration of this version')
    .option('--seconds <n>', 'fail after so many seconds; default: never')
    .action(async ({ schema, seconds }: Options) => {
      const polls = seconds === undefined ? Infinity : parseNumber('--seconds', seconds);
      await waitUntil(() => (schema ? lackOfSchema(readConfig()) : lackOfDatabase(readConfig())), polls);
      writeLine(schema ? 'The database has the schema of this version.' : 'The database answers.');
    });
}

/** Asks once a second what is missing until that is nothing; a remark a minute says what. */
async function waitUntil(whatIsMissing: () => Promise<string | null>, polls: number): Promise<void> {
  for (let poll = 0; ; poll++) {
    const missing = await whatIsMissing();
    if (missing === null) return;
    if (poll >= polls) throw new CostingError('WAITED_IN_VAIN', `Still so after ${polls} s: ${missing}`);
    if (poll % REMARK_EVERY === 0) writeRemark(`waiting: ${missing}`);
    await sleep(POLL_MS);
  }
}

const lackOfDatabase = (config: Config): Promise<string | null> =>
  withUrl(config, config.database.migrationUrl, () => Promise.resolve(null));

const lackOfSchema = (config: Config): Promise<string | null> =>
  withUrl(config, config.database.url, async (pending) => {
    const names = await pending();
    return names.length === 0 ? null : `the database lacks migrations of this version: ${names.join(', ')}`;
  });

/** What `look` finds, or what is wrong with a database that is away. Another error (a wrong address, a wrong file) is thrown. */
async function withUrl(
  config: Config,
  url: string | null,
  look: (pending: () => Promise<readonly string[]>) => Promise<string | null>,
): Promise<string | null> {
  const database = { ...config.database, url, urlFile: null };
  try {
    const opened = await openDatabase({ ...config, database }, { applicationName: 'costing wait', migrate: 'skip' });
    try {
      return await look(() => pendingMigrations(opened.connection));
    } finally {
      await opened.close();
    }
  } catch (error) {
    if (error instanceof CostingError && error.code === 'DATABASE_UNAVAILABLE') return error.message;
    throw error;
  }
}
