import type { ClientConfig } from 'pg';
import { DataSource, type Logger } from 'typeorm';
import { ENTITIES } from '../entities/index.js';
import { SessionClient } from '../session-client.js';
import { MIGRATIONS, MIGRATIONS_TABLE } from './migration-list.js';

/** TypeORM would write to standard output, which belongs to a command's result; errors arrive as exceptions anyway. */
const SILENT: Logger = {
  logQuery: ignore,
  logQueryError: ignore,
  logQuerySlow: ignore,
  logSchemaBuild: ignore,
  logMigration: ignore,
  log: ignore,
};

function ignore(): void {
  // See SILENT.
}

/**
 * TypeORM's view of the database: entities of the small tables and the migrations. Not yet connected. Importing this
 * file costs about 0.3 s, so the rest of the library loads it only when it is needed.
 */
export function createDataSource(connection: ClientConfig, poolSize = 1): DataSource {
  return new DataSource({
    type: 'postgres',
    entities: [...ENTITIES],
    migrations: [...MIGRATIONS],
    migrationsTableName: MIGRATIONS_TABLE,
    migrationsTransactionMode: 'all',
    installExtensions: false,
    logger: SILENT,
    poolSize,
    // Everything that names the server goes to pg unread: a url, a socket folder or separate fields alike.
    extra: { ...connection, Client: SessionClient },
  });
}
