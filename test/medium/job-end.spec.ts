import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readReleasedGeneration } from '#database';
import { discardJob } from '#jobs';
import { type DeltaMill, openDeltaMill } from '../helpers/delta-mill.js';

let mill: DeltaMill;
beforeEach(async () => {
  mill = await openDeltaMill();
});
afterEach(() => mill.close());

describe('a job whose end cannot be written', () => {
  it('fails with the reason after three attempts, and the next one runs', async () => {
    const { pool } = mill.database;
    const first = await mill.runFull();
    await pool.query(
      `CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'no release today'; END $$;
       CREATE TRIGGER refuse BEFORE UPDATE ON released_generation FOR EACH ROW EXECUTE FUNCTION refuse()`,
    );
    const failed = await mill.runFull();
    expect(failed).toMatchObject({ status: 'FAILED', error: 'its end failed 3 times, last with: no release today' });
    expect((await readReleasedGeneration(pool)).generation).toBe(first.jobNo);
    await pool.query(`DROP FUNCTION refuse() CASCADE`);
    await discardJob(mill.database, failed.jobId);
    expect(await mill.runFull()).toMatchObject({ status: 'COMPLETED' });
  });
});
