import type { Client } from '#database';
import { settle, timed } from '../lanes.js';

const UPDATES = 1_000;
const LEAF = 'variants_p01';

/** What recording changes costs whoever writes: with it by without it. */
export interface WritingCosts {
  /** One variant, committed by itself. */
  readonly update_microseconds: { readonly without: number; readonly recorded: number };
  /** Rows of an import, which are recorded by one row. */
  readonly copy_microseconds: { readonly without: number; readonly recorded: number };
}

/** Measures both in turns; `rounds` of each, medians. Rows are put back, and what was recorded of them is removed. */
export async function measureWriting(client: Client, rounds: number): Promise<WritingCosts> {
  const update = { without: [] as number[], recorded: [] as number[] };
  const copy = { without: [] as number[], recorded: [] as number[] };
  const { rows } = await client.query<{ id: string }>(`SELECT id FROM ${LEAF} LIMIT ${UPDATES}`);
  await client.query(`CREATE TEMP TABLE written AS SELECT * FROM ${LEAF} LIMIT 20000`);
  try {
    for (let round = 0; round < rounds; round++) {
      for (const mode of ['without', 'recorded'] as const) {
        await setTriggers(client, mode === 'recorded');
        await settle(client);
        const updated = await timed(async () => {
          for (const { id } of rows) await updateOne(client, id);
        });
        update[mode].push((updated.seconds * 1e6) / rows.length);
        copy[mode].push(await loadRows(client, mode === 'recorded'));
      }
    }
  } finally {
    await setTriggers(client, true);
    await client.query(`DROP TABLE written`);
  }
  return { update_microseconds: medians(update), copy_microseconds: medians(copy) };
}

/** Toggles the last bit of the first value. */
const updateOne = (client: Client, id: string): Promise<unknown> =>
  client.query({
    name: 'bench-update',
    text: `UPDATE variants SET parameters = set_byte(parameters, 9, get_byte(parameters, 9) # 1) WHERE id = $1`,
    values: [id],
  });

/** As an import does it: tracking off for its transaction. Microseconds a row. */
async function loadRows(client: Client, isRecorded: boolean): Promise<number> {
  await client.query('BEGIN');
  if (isRecorded) await client.query(`SET LOCAL costing.track = 'off'`);
  await client.query(`DELETE FROM ${LEAF} WHERE id IN (SELECT id FROM written)`);
  const { seconds, result } = await timed(() => client.query(`INSERT INTO ${LEAF} SELECT * FROM written`));
  await client.query('ROLLBACK');
  return (seconds * 1e6) / (result.rowCount ?? 1);
}

async function setTriggers(client: Client, isOn: boolean): Promise<void> {
  await client.query(`ALTER TABLE variants ${isOn ? 'ENABLE' : 'DISABLE'} TRIGGER USER`);
}

function medians(times: { without: number[]; recorded: number[] }): { without: number; recorded: number } {
  const median = (values: number[]): number => values.sort((a, b) => a - b)[values.length >> 1]!;
  return { without: median(times.without), recorded: median(times.recorded) };
}
