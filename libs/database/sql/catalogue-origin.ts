import type { ClientBase, Pool } from 'pg';
import { isCatalogueEmpty } from './seed.js';

/** Where the catalogue comes from: `SYNTHETIC` was made by the program and may be made again, `OWN` is somebody's work. */
export type CatalogueOrigin = 'EMPTY' | 'SYNTHETIC' | 'OWN';

/** Says whose the catalogue is, so that what replaces it can leave a user's own alone. */
export async function readCatalogueOrigin(client: ClientBase | Pool): Promise<CatalogueOrigin> {
  if (await isCatalogueEmpty(client)) return 'EMPTY';
  const { rows } = await client.query<{ synthetic: boolean }>(
    `SELECT coalesce(origin IN ('SYNTHETIC', 'DEMO'), false) AS synthetic FROM catalogue_settings`,
  );
  return rows[0]!.synthetic ? 'SYNTHETIC' : 'OWN';
}

/** From now on the catalogue is somebody's own: part of the transaction that brings what they made. */
export async function markCatalogueOwn(client: ClientBase): Promise<void> {
  await client.query(`UPDATE catalogue_settings SET origin = NULL WHERE origin IS NOT NULL`);
}
