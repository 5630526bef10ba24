import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ClientBase, ClientConfig } from 'pg';
import { CostingError, PROJECT_ROOT } from '#platform';
import { describeSchema } from './describe-schema.js';
import { type MigrationState, readMigrationState } from './migration-state.js';
import { migrateUp, schemaTooNew } from './run-migrations.js';
import { schemaDrift } from './schema-drift.js';
import { parseSchema } from './schema-text.js';
import { SessionClient } from '../session-client.js';

export const SCHEMA_FILE = join(PROJECT_ROOT, 'migrations', 'schema.sql');
const DRIFT_SHOWN_MAX = 10;

export interface EnsureSchemaOptions {
  /** Whether pending migrations may be run in a database in use; a database without any of ours is always set up. */
  readonly mayMigrate: boolean;
  /** Connection of the owner role; default `connection`. */
  readonly migrationConnection?: ClientConfig;
}

/**
 * Makes sure that the database has exactly the schema that this version was built for; about 20 ms when it has.
 * Throws `CostingError` SCHEMA_OUT_OF_DATE, SCHEMA_TOO_NEW, SCHEMA_NAME_TAKEN or SCHEMA_DRIFT.
 */
export async function ensureSchema(connection: ClientConfig, options: EnsureSchemaOptions): Promise<void> {
  const client = new SessionClient(connection);
  await client.connect();
  try {
    const state = await readMigrationState(client);
    if (state.unknown.length > 0) throw schemaTooNew(state.unknown);
    if (state.pending.length > 0) {
      if (!options.mayMigrate && state.applied.length > 0) throw outOfDate(state);
      await migrateUp(options.migrationConnection ?? connection);
    }
    await checkDrift(client);
  } finally {
    await client.end();
  }
}

/** Compares the database with `migrations/schema.sql`; throws SCHEMA_DRIFT naming what is missing or different. */
export async function checkDrift(client: ClientBase): Promise<void> {
  const expected = parseSchema(readFileSync(SCHEMA_FILE, 'utf8'));
  const drift = schemaDrift(expected, await describeSchema(client));
  if (drift.length === 0) return;
  const shown = drift.slice(0, DRIFT_SHOWN_MAX).join('; ');
  const more = drift.length > DRIFT_SHOWN_MAX ? `; and ${drift.length - DRIFT_SHOWN_MAX} more` : '';
  throw new CostingError(
    'SCHEMA_DRIFT',
    `The database's schema is not the one that the migrations made: ${shown}${more}. Put that right by hand or restore a backup.`,
    { details: { drift } },
  );
}

function outOfDate({ pending }: MigrationState): CostingError {
  return new CostingError(
    'SCHEMA_OUT_OF_DATE',
    `The database lacks ${pending.length === 1 ? 'a migration' : 'migrations'} of this version: ${pending.join(', ')}. Run \`npm run -s costing -- migrate\`.`,
    { details: { pending } },
  );
}
