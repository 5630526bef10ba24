import type { BenchContext, BenchRow, Measured } from './bench-row.js';
import type { RowName } from './options.js';
import { settle } from './lanes.js';

/** All runs of a row. */
export interface RowRuns {
  readonly name: RowName;
  readonly runs: readonly Measured[];
}

/**
 * Runs every row once, one after the other, and that as often as asked: so whatever slows the machine for a while slows
 * all of them. Before each run the disk is given its due. In the first round each row's result is compared with ours.
 */
export async function runRounds(
  context: BenchContext,
  rows: readonly BenchRow[],
): Promise<{ rows: RowRuns[]; checks: string[] }> {
  const { options, client, log } = context;
  const runs = new Map<RowName, Measured[]>(rows.map(({ name }) => [name, []]));
  const checks: string[] = [];
  for (let round = 1; round <= options.runs; round++) {
    for (const row of rows) {
      await settle(client);
      const measured = await row.run();
      runs.get(row.name)!.push(measured);
      const rate = Math.round(measured.rows / measured.seconds).toLocaleString('en');
      log(`${round}/${options.runs} ${row.name}: ${rate} variants/s (${measured.seconds.toFixed(2)} s)`);
      const checked = round === 1 ? await row.check() : null;
      if (checked) {
        checks.push(checked);
        log(`    ${checked}`);
      }
      await row.discard();
    }
  }
  return { rows: rows.map(({ name }) => ({ name, runs: runs.get(name)! })), checks };
}
