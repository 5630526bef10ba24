import type { Command } from 'commander';
import {
  grantRuntime,
  migrateDown,
  migrateUp,
  type MigrationReport,
  openDatabase,
  type PrivilegeWarning,
  readRuntimeRole,
} from '#database';
import { readConfig, usageError } from '#platform';
import { printJson, writeLine, writeRemark } from '../output.js';

interface Options {
  readonly downTo?: string;
  readonly grantTo?: string;
  readonly json?: true;
}

/** `costing migrate`: the schema to the newest version, or down to an older one. */
export function registerMigrate(program: Command): void {
  program
    .command('migrate')
    .description('bring the database schema to the newest version')
    .option('--down-to <version>', 'take back every later migration, with the data in its tables; 0: all of them')
    .option('--grant-to <role>', 'give the role that the programs run as what it needs, and no more')
    .option('--json', 'one JSON document on stdout')
    .action(async (options: Options) => {
      const report = await migrate(options);
      for (const { message } of report.warnings ?? []) writeRemark(`warning: ${message}`);
      if (options.json) printJson(report);
      else writeLine(describe(report));
    });
}

interface Report extends MigrationReport {
  readonly granted_to?: string;
  /** What `granted_to` may do and should not, where only another role can take it away. */
  readonly warnings?: readonly PrivilegeWarning[];
}

async function migrate({ downTo, grantTo }: Options): Promise<Report> {
  if (downTo !== undefined && grantTo !== undefined) throw usageError('--down-to and --grant-to exclude each other.');
  const config = readConfig();
  const ofOwner = { ...config, database: { ...config.database, url: config.database.migrationUrl, urlFile: null } };
  const database = await openDatabase(ofOwner, { applicationName: 'costing migrate', migrate: 'skip' });
  try {
    const { connection } = database;
    if (downTo !== undefined) return await migrateDown(connection, downTo);
    const report = await migrateUp(connection);
    // A role that runs the programs already needs what the new version brings, named or not.
    const role = grantTo ?? (await readRuntimeRole(connection));
    if (role === null) return report;
    return { ...report, granted_to: role, warnings: await grantRuntime(connection, role) };
  } finally {
    await database.close();
  }
}

function describe({ direction, migrations, version, granted_to }: Report): string {
  const schema = version === null ? 'The database holds no schema of ours now.' : `The schema is at ${version}.`;
  const now = granted_to === undefined ? schema : `${schema} '${granted_to}' may run the programs.`;
  if (migrations.length === 0) return `Nothing to migrate. ${now}`;
  return `${direction === 'up' ? 'Migrated' : 'Taken back'}: ${migrations.join(', ')}. ${now}`;
}
