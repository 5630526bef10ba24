import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runHistory } from '../history/random-history.js';
import { type DeltaMill, openDeltaMill } from '../helpers/delta-mill.js';

/** More: `npm run histories -- --histories 1000`. */
const HISTORIES = 6;
const LENGTH = 25;

let mill: DeltaMill;
beforeAll(async () => {
  // Of the partitions some have more variants than a block has rows, and some less: both ways of staging.
  mill = await openDeltaMill({ BATCH_SIZE: '2' });
  await mill.runFull();
});
afterAll(() => mill.close());

describe('after any history of writers, deltas, full jobs, releases and rollbacks', () => {
  it('the figures are what the catalogue gives, and no change is pending', async () => {
    for (let seed = 1; seed <= HISTORIES; seed++) {
      const { steps, faults } = await runHistory(mill, seed, LENGTH);
      expect(faults, `seed ${seed}:\n${steps.join('\n')}`).toEqual([]);
    }
  });
});
