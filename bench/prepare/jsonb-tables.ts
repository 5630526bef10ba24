import { PARTITION_COUNT, type Snapshot } from '#costing';
import { beginBulk, type Client, commit } from '#database';
import type { BenchContext } from '../bench-row.js';
import { Lanes } from '../lanes.js';
import { BENCH_SCHEMA, benchLeaf, prepareOnce } from './bench-schema.js';
import { copyVariantsInto, type VariantFields } from './copy-rows.js';

export const JSONB_YARNS = `${BENCH_SCHEMA}.jsonb_yarns`;
/** Much more room than the answer needs: partitions are alike, so a few of them say what all would take. */
const BYTES_MAX = 3e9;
const BYTES_PER_PARAMETER = 30;

export function jsonbLeaf(partitionNo: number): string {
  return benchLeaf('jsonb', partitionNo);
}

/** How many partitions are laid out as jsonb: all, unless that takes gigabytes. */
export function jsonbPartitions({ options, config }: BenchContext): number {
  const bytes = (options.variants * (60 + BYTES_PER_PARAMETER * options.parameters)) / PARTITION_COUNT;
  return Math.min(PARTITION_COUNT, Math.max(config.worker.lanes, Math.floor(BYTES_MAX / bytes)));
}

/** Variants and master yarns with their parameters as jsonb by key; sorted, indexed and analysed like the typed ones. */
export async function prepareJsonbTables(context: BenchContext): Promise<void> {
  const { client, database, snapshot, config, log } = context;
  await prepareOnce(client, 'jsonb', async () => {
    log('preparing jsonb parameters');
    const readers = await Lanes.open(database, config.worker.lanes, '');
    const rows = new JsonbRows(snapshot);
    const fill = async (reader: Client, partitionNo: number): Promise<number> => {
      const writer = await database.connect('costing bench');
      const leaf = jsonbLeaf(partitionNo);
      await beginBulk(writer, 'off');
      await writer.query(`DROP TABLE IF EXISTS ${leaf}`);
      await writer.query(
        `CREATE TABLE ${leaf} (variant_id uuid NOT NULL, master_yarn_id integer NOT NULL, routing_id integer NOT NULL,
                               is_active boolean NOT NULL, parameters jsonb NOT NULL)`,
      );
      await copyVariantsInto(reader, writer, partitionNo, leaf, 1, (variant) => rows.encode(variant));
      await writer.query(`CREATE INDEX ON ${leaf} (routing_id)`);
      await commit(writer);
      await writer.query(`VACUUM (ANALYZE) ${leaf}`);
      await writer.end();
      return 0;
    };
    await readers.each(fill, { count: jsonbPartitions(context) });
    await readers.close();
    await makeYarns(client);
  });
}

async function makeYarns(client: Client): Promise<void> {
  await client.query(`DROP TABLE IF EXISTS ${JSONB_YARNS}`);
  await client.query(
    `CREATE TABLE ${JSONB_YARNS} AS
     SELECT y.id, coalesce(jsonb_object_agg(p.key, u.value) FILTER (WHERE p.id IS NOT NULL), '{}') AS parameters
       FROM master_yarns y LEFT JOIN LATERAL unpack_parameters(y.parameters) u ON true
            LEFT JOIN parameters p ON p.id = u.parameter_id
      GROUP BY y.id`,
  );
  await client.query(`ALTER TABLE ${JSONB_YARNS} ADD PRIMARY KEY (id)`);
  await client.query(`VACUUM (ANALYZE) ${JSONB_YARNS}`);
}

/** Binary jsonb: a version byte, then the text. */
class JsonbRows {
  private readonly keyOf: ReadonlyMap<number, string>;

  constructor({ parameters }: Snapshot) {
    this.keyOf = new Map(parameters.map(({ id, key }) => [id, key]));
  }

  encode(variant: VariantFields): Buffer {
    const entries: string[] = [];
    variant.eachParameter((id, value) => entries.push(`"${this.keyOf.get(id)}":${value}`));
    const text = Buffer.from(`{${entries.join(',')}}`);
    const head = Buffer.from([0, 0, 0, 0, 1]);
    head.writeInt32BE(text.length + 1);
    return Buffer.concat([head, text]);
  }
}
