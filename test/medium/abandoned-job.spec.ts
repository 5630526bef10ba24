import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Client, type Database, readJob } from '#database';
import { endActiveJob } from '#jobs';
import { importDocuments } from '../helpers/catalogue-files.js';
import { CHANGES_MILL } from '../helpers/changes-mill-catalogue.js';
import { testDatabase, type TestDatabase } from '../helpers/postgres.js';
import { openTestDatabase, requestJob } from '../helpers/recalculation.js';

let server: TestDatabase;
let database: Database;
beforeAll(async () => {
  server = await testDatabase();
  database = await openTestDatabase(server);
  await importDocuments(server.url, CHANGES_MILL);
});
afterAll(async () => {
  await database.close();
  await server.close();
});

const COMMAND = 'costing recalculate 0123456789ab';

describe('a job that a command waits for', () => {
  it('stands in the way of another one as long as the command lives, and no longer', async () => {
    const command: Client = await database.connect(COMMAND);
    const job = await requestJob(database, { command: COMMAND });
    const refusal = await requestJob(database).catch((error: unknown) => error);
    expect(refusal).toMatchObject({
      code: 'JOB_RUNNING',
      message: expect.stringMatching(/must end first.*No worker is connected/) as string,
      options: { details: { running_job_id: job.jobId } },
    });
    await command.end();
    const next = await requestJob(database);
    expect(await readJob(database.pool, { jobId: job.jobId })).toMatchObject({ status: 'CANCELLED' });
    await endActiveJob(database, next.jobId, 'CANCELLED', null);
  });

  it('of no command waits for a worker', async () => {
    const job = await requestJob(database);
    await expect(requestJob(database, { command: COMMAND })).rejects.toMatchObject({ code: 'JOB_RUNNING' });
    await endActiveJob(database, job.jobId, 'CANCELLED', null);
  });
});
