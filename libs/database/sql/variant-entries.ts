import type { ClientBase, Pool } from 'pg';
import { utc } from './utc.js';
import type { EntryRow } from './catalogue-entries.js';

type Queryable = ClientBase | Pool;

const VARIANT = `
  SELECT v.id AS variant_id, v.sku, y.code AS master_yarn, r.code AS routing, v.batch_no, v.is_active, v.parameters,
         ${utc('v.created_at')} AS created_at, ${utc('v.updated_at')} AS updated_at`;

const NAMES = `LEFT JOIN master_yarns y ON y.id = v.master_yarn_id LEFT JOIN routings r ON r.id = v.routing_id`;

/** A variant as REST shows it, its parameters packed; null: there is none with this id. */
export async function readVariantRow(
  client: Queryable,
  id: string,
  { forUpdate }: { readonly forUpdate: boolean },
): Promise<EntryRow | null> {
  const { rows } = await client.query<EntryRow>({
    text: `${VARIANT} FROM variants v ${NAMES} WHERE v.id = $1 ${forUpdate ? 'FOR UPDATE OF v' : ''}`,
    values: [id],
  });
  return rows[0] ?? null;
}

/** The next variants by id. The 64 keys are merged, so a page costs as much at the end of 250 million as at the start. */
export async function listVariantRows(
  client: Queryable,
  { after, limit }: { readonly after: string; readonly limit: number },
): Promise<EntryRow[]> {
  const { rows } = await client.query<EntryRow>({
    text: `${VARIANT} FROM (SELECT * FROM variants WHERE id > $1 ORDER BY id LIMIT $2) v ${NAMES} ORDER BY v.id`,
    values: [after, limit],
  });
  return rows;
}

/** What is stored of a variant besides its id and SKU, which never change. */
export interface VariantValues {
  readonly masterYarnId: number;
  readonly routingId: number;
  readonly isActive: boolean;
  /** Packed. */
  readonly parameters: Uint8Array;
  readonly batchNo: string | null;
}

const valuesOf = ({ masterYarnId, routingId, isActive, parameters, batchNo }: VariantValues): unknown[] => [
  masterYarnId,
  routingId,
  isActive,
  Buffer.from(parameters),
  batchNo,
];

/** Adds a variant; false: somebody else has added it meanwhile. */
export async function insertVariant(
  client: ClientBase,
  id: string,
  sku: string,
  variant: VariantValues,
): Promise<boolean> {
  const { rowCount } = await client.query({
    text: `INSERT INTO variants (id, sku, master_yarn_id, routing_id, is_active, parameters, batch_no)
           VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (id) DO NOTHING`,
    values: [id, sku, ...valuesOf(variant)],
  });
  return rowCount === 1;
}

/** Changes a variant; one that is the same already keeps its time. */
export async function updateVariant(client: ClientBase, id: string, variant: VariantValues): Promise<void> {
  await client.query({
    text: `UPDATE variants
              SET master_yarn_id = $2, routing_id = $3, is_active = $4, parameters = $5, batch_no = $6,
                  updated_at = now()
            WHERE id = $1 AND (master_yarn_id, routing_id, is_active, parameters, batch_no)
                              IS DISTINCT FROM ($2::integer, $3::integer, $4::boolean, $5::bytea, $6::text)`,
    values: [id, ...valuesOf(variant)],
  });
}

/** Deletes a variant; the next delta takes its summary away. */
export async function deleteVariant(client: ClientBase, id: string): Promise<void> {
  await client.query({ text: `DELETE FROM variants WHERE id = $1`, values: [id] });
}
