import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '#database';
import { prepareFuzz } from '../fuzz/fuzz-mill.js';
import { type FuzzStage, runFuzz } from '../fuzz/run-fuzz.js';
import { TestApi } from '../helpers/api.js';
import { testDatabase, type TestDatabase } from '../helpers/postgres.js';
import { openTestDatabase } from '../helpers/recalculation.js';
import { StandingWorker } from '../helpers/worker-process.js';

const SEED = 1;
/** `npm run fuzz` sends more. */
const REQUESTS = 3_000;

let server: TestDatabase;
let database: Database;
let api: TestApi;
let stage: FuzzStage;

beforeAll(async () => {
  server = await testDatabase();
  database = await openTestDatabase(server);
  const worker = new StandingWorker(database, { LOG_LEVEL: 'fatal' });
  worker.start();
  const { known } = await prepareFuzz(database, (job) => worker.ended(job));
  await worker.kill('SIGTERM');
  api = await TestApi.start(server);
  stage = { url: api.url, database, known };
});

afterAll(async () => {
  await api.close();
  await database.close();
  await server.close();
});

describe('hostile requests to every operation', () => {
  it('are answered as documented, and never by a 5xx', { timeout: 300_000 }, async () => {
    const { faults, requests, answers } = await runFuzz(stage, { requests: REQUESTS, seed: SEED });
    expect(faults, `seed ${SEED}`).toEqual([]);
    expect(requests).toBe(REQUESTS);
    // They reach what lies behind the validation; of what changes jobs by chance only.
    const never = [...answers].filter(([, counts]) => ![...counts.keys()].some((status) => status < 400));
    expect(never.map(([operation]) => operation).filter((name) => /^(get|list|watch|keep|discard)/.test(name))).toEqual(
      [],
    );
    const started = ['recalculateAll', 'recalculateDelta'].map((name) => answers.get(name)?.get(202) ?? 0);
    expect(Math.max(...started)).toBeGreaterThan(0);
    const refused = [...answers.values()].filter((counts) => counts.has(400) || counts.has(415));
    expect(refused.length).toBeGreaterThan(10);
  });
});
