import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Client, connectClient, copyIn, copyVariantsOut } from '#database';
import { testDatabase, type TestDatabase } from '../helpers/postgres.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

/** A connection that the server has ended, as a lane may find it after a pause. */
async function lostClient(): Promise<Client> {
  const client = await connectClient({ connectionString: database.url }, 'test lost');
  // Not `once` of node:events, which fails with the error that comes before the end.
  const ended = new Promise((resolve) => client.once('end', () => resolve(null)));
  await database.pool.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'test lost'`,
  );
  await ended;
  return client;
}

describe('COPY on a connection that was lost before', () => {
  it('fails and leaves the process alone', async () => {
    await expect(copyIn(await lostClient(), 'COPY variants FROM STDIN (FORMAT binary)')).rejects.toThrow('connection');
    const source = copyVariantsOut(await lostClient(), 0, () => undefined);
    await expect(source.done).rejects.toThrow('connection');
  });
});
