import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ClientBase, ClientConfig } from 'pg';
import { CostingError, PROJECT_ROOT } from '#platform';
import { describeSchema } from './describe-schema.js';
import { isTooNew, type MigrationState, readMigrationState } from './migration-state.js';
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
 * Makes sure that the database has the migrations of this version and none that exclude it; about 20 ms when it has. Gives
 * what differs from the schema that the migrations make, which is no reason to stop. Throws `CostingError`
 * SCHEMA_OUT_OF_DATE, SCHEMA_TOO_NEW or SCHEMA_NAME_TAKEN.
 */
export async function ensureSchema(connection: ClientConfig, options: EnsureSchemaOptions): Promise<readonly string[]> {
  const client = new SessionClient(connection);
  await client.connect();
  try {
    const state = await readMigrationState(client);
    if (isTooNew(state)) throw schemaTooNew(state.unknown);
    if (state.pending.length > 0) {
      if (!options.mayMigrate && state.applied.length > 0) throw outOfDate(state);
      await migrateUp(options.migrationConnection ?? connection);
    }
    return await readSchemaDrift(client);
  } finally {
    await client.end();
  }
}

/**
 * What of the schema that the migrations make the database lacks or has otherwise, a phrase each. Nothing for a database
 * that a newer version has migrated: this version does not know what that schema must be.
 */
export async function readSchemaDrift(client: ClientBase): Promise<readonly string[]> {
  if ((await readMigrationState(client)).unknown.length > 0) return [];
  return schemaDrift(parseSchema(readFileSync(SCHEMA_FILE, 'utf8')), await describeSchema(client));
}

/** A sentence for a person; the drift must not be empty. */
export function driftText(drift: readonly string[]): string {
  const shown = drift.slice(0, DRIFT_SHOWN_MAX).join('; ');
  const more = drift.length > DRIFT_SHOWN_MAX ? `; and ${drift.length - DRIFT_SHOWN_MAX} more` : '';
  return `The database's schema is not the one that the migrations made: ${shown}${more}. Put that right by hand or restore a backup.`;
}

function outOfDate({ pending }: MigrationState): CostingError {
  return new CostingError(
    'SCHEMA_OUT_OF_DATE',
    `The database lacks ${pending.length === 1 ? 'a migration' : 'migrations'} of this version: ${pending.join(', ')}. Run \`npm run -s costing -- migrate\`.`,
    { details: { pending } },
  );
}
