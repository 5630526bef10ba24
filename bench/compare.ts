import { PARTITION_COUNT } from '#costing';
import { type Client, generationLeaf, readReleasedGeneration } from '#database';
import type { BenchContext } from './bench-row.js';

/**
 * The last digit of a power (`**`) is the mathematics library's, which PostgreSQL takes from the system and Node brings
 * along: where it decides a rounding, the two differ by one millionth. More than this share would be something else.
 */
const OFF_BY_ONE_SHARE_MAX = 1e-5;

interface Difference {
  readonly rows: string;
  readonly missing: string;
  readonly different: string;
  readonly far: string;
}

/**
 * Compares summaries in micros with those that ours released, every row of `partitions` partitions. Throws when one
 * has a row that the other lacks, or a figure that differs beyond `tolerance`.
 */
export async function compareMicros(
  { client }: Pick<BenchContext, 'client'>,
  name: string,
  leafOf: (partitionNo: number) => string,
  options: { readonly partitions?: readonly number[]; readonly relativeTolerance?: number } = {},
): Promise<string> {
  const { partitions = Array.from({ length: PARTITION_COUNT }, (_, n) => n), relativeTolerance = 0 } = options;
  const { generation } = await readReleasedGeneration(client);
  const total = { rows: 0, missing: 0, different: 0, far: 0 };
  for (const partitionNo of partitions) {
    const found = await compareLeaf(
      client,
      generationLeaf(generation!, partitionNo),
      leafOf(partitionNo),
      relativeTolerance,
    );
    for (const key of ['rows', 'missing', 'different', 'far'] as const) total[key] += Number(found[key]);
  }
  const tooMany = relativeTolerance === 0 && total.different > Math.ceil(total.rows * OFF_BY_ONE_SHARE_MAX);
  if (total.missing > 0 || total.far > 0 || tooMany || total.rows === 0) {
    throw new Error(
      `${name} and ours do not compute the same: of ${total.rows} rows ${total.missing} are missing in one of them, ` +
        `${total.different} differ, ${total.far} by more than the last digit. Their speeds cannot be compared.`,
    );
  }
  const count = (value: number): string => value.toLocaleString('en');
  if (relativeTolerance > 0) return `${name}: ${count(total.rows)} rows equal ours within ${relativeTolerance}`;
  const apart = total.different === 0 ? '' : `, but ${count(total.different)} that differ by a millionth`;
  return `${name}: ${count(total.rows)} rows equal ours to the last digit${apart}`;
}

const COLUMNS = ['material_micros', 'process_micros', 'overhead_micros'] as const;

async function compareLeaf(
  client: Client,
  ours: string,
  theirs: string,
  relativeTolerance: number,
): Promise<Difference> {
  const differs = COLUMNS.map((column) => `o.${column} <> t.${column}`).join(' OR ');
  const isFar = COLUMNS.map(
    (column) => `abs(o.${column} - t.${column}) > 1 + ${relativeTolerance} * abs(o.${column})`,
  ).join(' OR ');
  const { rows } = await client.query<Difference>(
    `SELECT count(*) AS rows, count(*) FILTER (WHERE o.variant_id IS NULL OR t.variant_id IS NULL) AS missing,
            count(*) FILTER (WHERE ${differs}) AS different, count(*) FILTER (WHERE ${isFar}) AS far
       FROM ${ours} o FULL JOIN ${theirs} t ON t.variant_id = o.variant_id`,
  );
  return rows[0]!;
}
