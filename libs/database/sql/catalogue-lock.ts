import type { ClientBase } from 'pg';

const LOCK = `hashtextextended('costing:import', 0)`;

/** Whoever holds it is the only one to change the catalogue: an import, a change of what variants refer to. */
export async function lockCatalogue(client: ClientBase): Promise<void> {
  await client.query(`SELECT pg_advisory_xact_lock(${LOCK})`);
}

/**
 * The same for a single entry: waits at most `seconds` and then fails with 55P03, as does every later wait for a lock in
 * this transaction. `SHARED`: beside others that say so, but not beside an import or a deletion of what it refers to.
 */
export async function lockCatalogueBriefly(
  client: ClientBase,
  mode: 'EXCLUSIVE' | 'SHARED',
  seconds: number,
): Promise<void> {
  await client.query({ text: `SELECT set_config('lock_timeout', $1, true)`, values: [`${seconds}s`] });
  await client.query(`SELECT pg_advisory_xact_lock${mode === 'SHARED' ? '_shared' : ''}(${LOCK})`);
}
