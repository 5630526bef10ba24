import { randomUUID } from 'node:crypto';
import { type Client, type ClientConfig } from 'pg';
import { describeSchema } from './describe-schema.js';
import { migrateUp } from './run-migrations.js';
import { formatSchema } from './schema-text.js';
import { SessionClient } from '../session-client.js';

/**
 * Text of `migrations/schema.sql`: runs all migrations in an empty database of its own beside the one of
 * `connection` (the role needs CREATEDB) and describes what came of it.
 */
export async function dumpSchema(connection: ClientConfig): Promise<string> {
  return withScratchDatabase(connection, async (scratch) => {
    await migrateUp(scratch);
    return connected(scratch, async (client) => formatSchema(await describeSchema(client)));
  });
}

async function withScratchDatabase<T>(
  connection: ClientConfig,
  work: (scratch: ClientConfig) => Promise<T>,
): Promise<T> {
  const name = `costing_schema_${randomUUID().slice(0, 8)}`;
  return connected(connection, async (client) => {
    await client.query(`CREATE DATABASE ${name} TEMPLATE template0`);
    try {
      return await work(inDatabase(connection, name));
    } finally {
      await client.query(`DROP DATABASE ${name} WITH (FORCE)`);
    }
  });
}

/** The same server and role, another database. pg reads the url: it knows forms that `URL` refuses. */
function inDatabase(connection: ClientConfig, database: string): ClientConfig {
  if (connection.connectionString === undefined) return { ...connection, database };
  const { host, port, user, password, ssl } = new SessionClient(connection);
  return { ...connection, connectionString: '', host, port, user, password, ssl, database };
}

async function connected<T>(connection: ClientConfig, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new SessionClient(connection);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
