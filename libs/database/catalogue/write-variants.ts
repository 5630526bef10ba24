import type { Client } from 'pg';
import { copyIn, FRAME_HEADER_BYTES } from '../copy/copy-in.js';
import { variantIdBytes } from '../variant-id.js';
import type { VariantDraft } from './catalogue-draft.js';
import { packValues } from './packing.js';
import type { StoredCatalogue } from './stored-catalogue.js';
import type { PartCounts } from './write-catalogue.js';

const BLOCK_BYTES = 1 << 18;

/**
 * Upserts variants by SKU: COPY into a temporary table, then one UPDATE of those that differ and one INSERT of those
 * that are new. `client` is in the import's transaction; `updated_at` moves only where something changed.
 */
export async function writeVariants(
  client: Client,
  variants: readonly VariantDraft[],
  stored: StoredCatalogue,
): Promise<PartCounts> {
  if (variants.length === 0) return { inserted: 0, updated: 0, unchanged: 0 };
  await client.query(CREATE_STAGING);
  await copyVariants(client, variants, stored);
  await client.query('ANALYZE import_variants');
  const updated = (await client.query(UPDATE_VARIANTS)).rowCount ?? 0;
  const inserted = (await client.query(INSERT_VARIANTS)).rowCount ?? 0;
  await client.query('DROP TABLE import_variants');
  return { inserted, updated, unchanged: variants.length - inserted - updated };
}

async function copyVariants(client: Client, variants: readonly VariantDraft[], stored: StoredCatalogue): Promise<void> {
  const copy = await copyIn(client, 'COPY import_variants FROM STDIN (FORMAT binary)');
  try {
    let fields: Buffer[] = [];
    let bytes = 0;
    const flush = async (): Promise<void> => {
      await copy.send(Buffer.concat([Buffer.alloc(FRAME_HEADER_BYTES), ...fields]), bytes);
      [fields, bytes] = [[], 0];
    };
    for (const variant of variants) {
      const row = binaryRow(variant, stored);
      fields.push(row);
      bytes += row.length;
      if (bytes >= BLOCK_BYTES) await flush();
    }
    if (bytes > 0) await flush();
  } catch (error) {
    await copy.abort('the import failed');
    throw error;
  }
  await copy.finish();
}

/** One row in COPY's binary format: field count, then length and bytes of each field of `import_variants`. */
function binaryRow(variant: VariantDraft, stored: StoredCatalogue): Buffer {
  const ids = Buffer.alloc(16);
  ids.writeInt32BE(4, 0);
  ids.writeInt32BE(stored.masterYarns.get(variant.masterYarn)!, 4);
  ids.writeInt32BE(4, 8);
  ids.writeInt32BE(stored.routings.get(variant.routing)!, 12);
  return Buffer.concat([
    FIELD_COUNT,
    field(variantIdBytes(variant.sku)),
    ids,
    field(Buffer.from([variant.isActive ? 1 : 0])),
    field(packValues(variant.parameters, stored)),
    field(Buffer.from(variant.sku, 'utf8')),
    variant.batchNo === null ? NULL_FIELD : field(Buffer.from(variant.batchNo, 'utf8')),
  ]);
}

const FIELD_COUNT = Buffer.from([0, 7]);
const NULL_FIELD = Buffer.from([0xff, 0xff, 0xff, 0xff]);

function field(bytes: Uint8Array): Buffer {
  const framed = Buffer.allocUnsafe(4 + bytes.length);
  framed.writeInt32BE(bytes.length, 0);
  framed.set(bytes, 4);
  return framed;
}

const CREATE_STAGING = `
  CREATE TEMPORARY TABLE import_variants (
    id uuid, master_yarn_id integer, routing_id integer, is_active boolean, parameters bytea, sku text, batch_no text)
  ON COMMIT DROP`;

const UPDATE_VARIANTS = `
  UPDATE variants v
     SET master_yarn_id = n.master_yarn_id, routing_id = n.routing_id, is_active = n.is_active,
         parameters = n.parameters, batch_no = n.batch_no, updated_at = clock_timestamp()
    FROM import_variants n
   WHERE v.id = n.id AND (v.master_yarn_id, v.routing_id, v.is_active, v.parameters, v.batch_no)
                         IS DISTINCT FROM (n.master_yarn_id, n.routing_id, n.is_active, n.parameters, n.batch_no)`;

/** Someone else may create a variant between the two statements: what the import says wins. */
const INSERT_VARIANTS = `
  INSERT INTO variants (id, master_yarn_id, routing_id, is_active, parameters, sku, batch_no)
  SELECT id, master_yarn_id, routing_id, is_active, parameters, sku, batch_no FROM import_variants n
   WHERE NOT EXISTS (SELECT FROM variants v WHERE v.id = n.id)
  ON CONFLICT (id) DO UPDATE
     SET master_yarn_id = EXCLUDED.master_yarn_id, routing_id = EXCLUDED.routing_id, is_active = EXCLUDED.is_active,
         parameters = EXCLUDED.parameters, batch_no = EXCLUDED.batch_no, updated_at = clock_timestamp()`;
