import type { Command } from 'commander';
import { migrateDown, migrateUp, type MigrationReport, openDatabase } from '#database';
import { readConfig } from '#platform';
import { printJson } from '../context.js';

interface Options {
  readonly downTo?: string;
  readonly json?: true;
}

/** `costing migrate`: the schema to the newest version, or down to an older one. */
export function registerMigrate(program: Command): void {
  program
    .command('migrate')
    .description('bring the database schema to the newest version')
    .option('--down-to <version>', 'take back every later migration, with the data in its tables; 0: all of them')
    .option('--json', 'one JSON document on stdout')
    .action(async (options: Options) => {
      const report = await migrate(options.downTo);
      if (options.json) printJson(report);
      else process.stdout.write(`${describe(report)}\n`);
    });
}

async function migrate(downTo: string | undefined): Promise<MigrationReport> {
  const config = readConfig();
  const database = await openDatabase(config, { applicationName: 'costing migrate', migrate: 'skip' });
  try {
    const { migrationUrl } = config.database;
    const connection = migrationUrl === null ? database.connection : { connectionString: migrationUrl };
    return downTo === undefined ? await migrateUp(connection) : await migrateDown(connection, downTo);
  } finally {
    await database.close();
  }
}

function describe({ direction, migrations, version }: MigrationReport): string {
  const now = version === null ? 'The database holds no schema of ours now.' : `The schema is at ${version}.`;
  if (migrations.length === 0) return `Nothing to migrate. ${now}`;
  return `${direction === 'up' ? 'Migrated' : 'Taken back'}: ${migrations.join(', ')}. ${now}`;
}
