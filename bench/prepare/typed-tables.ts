import { beginBulk, type Client, commit } from '#database';
import type { ParameterDefinition, Snapshot } from '#costing';
import type { BenchContext } from '../bench-row.js';
import { Lanes } from '../lanes.js';
import { BENCH_SCHEMA, benchLeaf, prepareOnce } from './bench-schema.js';
import { copyVariantsInto, type VariantFields } from './copy-rows.js';

export const TYPED_YARNS = `${BENCH_SCHEMA}.typed_yarns`;
export const ITEM_PRICES = `${BENCH_SCHEMA}.item_prices`;

/** Column of a parameter in the typed tables; by id, as keys may be longer than a column's name. */
export function typedColumn({ id }: Pick<ParameterDefinition, 'id'>): string {
  return `p${id}`;
}

/** Leaf of the variants with one `double precision` column for each parameter. */
export function typedLeaf(partitionNo: number): string {
  return benchLeaf('typed', partitionNo);
}

/**
 * The catalogue as one would lay it out for SQL: typed columns, sorted by routing with an index on it, visible to all
 * and analysed; master yarns and item prices as tables to join with.
 */
export async function prepareTypedTables({ client, database, snapshot, config, log }: BenchContext): Promise<void> {
  await prepareOnce(client, 'typed', async () => {
    log('preparing typed columns');
    const columns = snapshot.parameters.map((parameter) => `${typedColumn(parameter)} double precision`);
    const readers = await Lanes.open(database, config.worker.lanes, '');
    const rows = new TypedRows(snapshot);
    await readers.each(async (reader, partitionNo) => {
      const writer = await database.connect('costing bench');
      const leaf = typedLeaf(partitionNo);
      await beginBulk(writer, 'off');
      await writer.query(`DROP TABLE IF EXISTS ${leaf}`);
      await writer.query(
        `CREATE TABLE ${leaf} (variant_id uuid NOT NULL, master_yarn_id integer NOT NULL, routing_id integer NOT NULL,
                               is_active boolean NOT NULL, ${columns.join(', ')})`,
      );
      await copyVariantsInto(reader, writer, partitionNo, leaf, columns.length, (variant) => rows.encode(variant));
      await writer.query(`CREATE INDEX ON ${leaf} (routing_id)`);
      await commit(writer);
      await writer.query(`VACUUM (ANALYZE) ${leaf}`);
      await writer.end();
      return 0;
    });
    await readers.close();
    await makeYarns(client, snapshot, columns);
  });
  await prepareItemPrices(client, snapshot);
}

async function makeYarns(client: Client, { parameters }: Snapshot, columns: readonly string[]): Promise<void> {
  const values = parameters.map(({ id }) => `max(u.value) FILTER (WHERE u.parameter_id = ${id})`);
  await client.query(`DROP TABLE IF EXISTS ${TYPED_YARNS}`);
  await client.query(`CREATE TABLE ${TYPED_YARNS} (id integer PRIMARY KEY, ${columns.join(', ')})`);
  await client.query(
    `INSERT INTO ${TYPED_YARNS} SELECT y.id, ${values.join(', ')}
       FROM master_yarns y LEFT JOIN LATERAL unpack_parameters(y.parameters) u ON true GROUP BY y.id`,
  );
  await client.query(`VACUUM (ANALYZE) ${TYPED_YARNS}`);
}

/** Prices in force; the id as a double, as the parameter that names the item holds it. */
export async function prepareItemPrices(client: Client, { items }: Snapshot): Promise<void> {
  await client.query(`DROP TABLE IF EXISTS ${ITEM_PRICES}`);
  await client.query(
    `CREATE TABLE ${ITEM_PRICES} (id double precision PRIMARY KEY, code text, price double precision)`,
  );
  await client.query({
    text: `INSERT INTO ${ITEM_PRICES}
           SELECT i.id, i.code, i.price FROM jsonb_to_recordset($1::jsonb) i (id float8, code text, price float8)`,
    values: [JSON.stringify(items.map(({ id, code, price }) => ({ id, code, price: price?.value ?? null })))],
  });
  await client.query(`ANALYZE ${ITEM_PRICES}`);
}

const LENGTH_BYTES = 4;

/** Writes packed parameters as one binary field a column. */
class TypedRows {
  private readonly columnOf = new Map<number, number>();
  private readonly values: Float64Array;
  private readonly present: Uint8Array;

  constructor({ parameters }: Snapshot) {
    parameters.forEach(({ id }, column) => this.columnOf.set(id, column));
    this.values = new Float64Array(parameters.length);
    this.present = new Uint8Array(parameters.length);
  }

  encode(variant: VariantFields): Buffer {
    this.present.fill(0);
    let bytes = this.values.length * LENGTH_BYTES;
    variant.eachParameter((id, value) => {
      const column = this.columnOf.get(id)!;
      this.values[column] = value;
      this.present[column] = 1;
      bytes += 8;
    });
    const fields = Buffer.allocUnsafe(bytes);
    let at = 0;
    for (let column = 0; column < this.values.length; column++) {
      at = fields.writeInt32BE(this.present[column] === 1 ? 8 : -1, at);
      if (this.present[column] === 1) at = fields.writeDoubleBE(this.values[column]!, at);
    }
    return fields;
  }
}
