import type { ClientBase, Pool } from 'pg';
import type { JobNo, ParameterKind, PartitionNo } from '#costing';
import { generationLeaf, variantsPartition } from './generations.js';
import { SUMMARY_STATUSES, type SummaryStatus } from './summaries.js';
import { utc } from './utc.js';

type Queryable = ClientBase | Pool;

/** Ids from `from` (inclusive) to `to` (exclusive; null: to the end), as uuids. */
export interface IdRange {
  readonly from: string;
  readonly to: string | null;
}

/** A statement reads about so many rows: a tenth of a second, so that no snapshot is held for long. */
const RANGE_ROWS = 75_000;

/** Splits a leaf by key: variants' ids are hashes, so equal parts of their range hold equally many rows. */
export async function idRanges(client: Queryable, partitionNo: PartitionNo): Promise<IdRange[]> {
  const { rows } = await client.query<{ rows: number }>({
    text: `SELECT greatest(reltuples, pg_relation_size(oid) / 400.0, 1)::float8 AS rows FROM pg_class WHERE oid = $1::regclass`,
    values: [variantsPartition(partitionNo)],
  });
  const count = Math.ceil(rows[0]!.rows / RANGE_ROWS);
  const bound = (n: number): string =>
    `${Math.floor((n * 2 ** 32) / count)
      .toString(16)
      .padStart(8, '0')}-0000-0000-0000-000000000000`;
  return Array.from({ length: count }, (_, n) => ({ from: bound(n), to: n + 1 === count ? null : bound(n + 1) }));
}

const within = (column: string, { from, to }: IdRange): string =>
  `${column} >= '${from}'${to === null ? '' : ` AND ${column} < '${to}'`}`;

/** Where the fields of an exported summary lie in its row; the SKU comes last, after its int32 length. */
export const SUMMARY_EXPORT_ROW = {
  id: 6,
  yarnId: 26,
  routingId: 34,
  micros: [42, 54, 66],
  /** The job that computed the figures; 0: there are none. */
  jobNo: 78,
  /** Index in `SUMMARY_STATUSES`. */
  status: 86,
  skuLength: 88,
  sku: 92,
  fields: 9,
} as const;

/** Which summaries are exported. */
export interface ExportedSummaries {
  readonly generation: JobNo;
  readonly filter: VariantIdFilter;
  /** null: any. */
  readonly status: SummaryStatus | null;
  /** Readers see it: then every variant is exported, else those that have a row in the generation. */
  readonly isReleased: boolean;
}

/** Which variants are exported; null: of all. */
export interface VariantIdFilter {
  readonly routingId: number | null;
  readonly masterYarnId: number | null;
}

/** COPY takes no parameters: ids are written as literals. */
function filtered({ routingId, masterYarnId }: VariantIdFilter, alias = ''): string {
  const condition = (column: string, id: number | null): string =>
    id === null ? '' : ` AND ${alias}${column} = ${Math.trunc(id)}`;
  return condition('routing_id', routingId) + condition('master_yarn_id', masterYarnId);
}

/** Reads summaries of one generation with their variants, of one leaf and range. */
export function copySummaryRange(
  { generation, isReleased, filter, status: asked }: ExportedSummaries,
  partitionNo: PartitionNo,
  range: IdRange,
): string {
  const micros = ['material', 'process', 'overhead'].map((component) => `coalesce(s.${component}_micros, 0)`);
  const status = `(CASE ${statusCases(generation)
    .map(([condition, status]) => `WHEN ${condition} THEN ${SUMMARY_STATUSES.indexOf(status)}`)
    .join(' ')} ELSE ${SUMMARY_STATUSES.indexOf('CURRENT')} END)::int2`;
  return `COPY (SELECT v.id, v.master_yarn_id, v.routing_id, ${micros.join(', ')},
                       CASE WHEN s.material_micros IS NULL THEN 0 ELSE abs(s.job_no) END, ${status}, v.sku
                  FROM ${variantsPartition(partitionNo)} v
                       ${isReleased ? 'LEFT' : ''} JOIN (SELECT * FROM ${generationLeaf(generation, partitionNo)}
                                                          WHERE ${within('variant_id', range)}) s ON s.variant_id = v.id
                 WHERE ${within('v.id', range)}${filtered(filter, 'v.')}
                       ${asked === null ? '' : `AND ${status} = ${SUMMARY_STATUSES.indexOf(asked)}`})
          TO STDOUT (FORMAT binary)`;
}

/** The status of variant `v` with its summary `s` in a generation, by the first condition that holds; else CURRENT. */
function statusCases(generation: JobNo): readonly (readonly [string, SummaryStatus])[] {
  return [
    ['s.variant_id IS NULL', 'NEVER'],
    [`s.job_no < ${generation}`, 'FAILED'],
  ];
}

/** Where the fields of an exported variant lie; parameters, SKU and batch follow, each after its int32 length. */
export const VARIANT_EXPORT_ROW = { yarnId: 6, routingId: 14, isActive: 22, parameters: 27 } as const;

/** Reads variants of one leaf and range. */
export function copyVariantRange(partitionNo: PartitionNo, range: IdRange, filter: VariantIdFilter): string {
  return `COPY (SELECT master_yarn_id, routing_id, is_active, parameters, sku, batch_no
                  FROM ${variantsPartition(partitionNo)} WHERE ${within('id', range)}${filtered(filter)})
          TO STDOUT (FORMAT binary)`;
}

/** Reads nothing but the packed parameters: at 6 after field count and length. */
export function copyParametersRange(partitionNo: PartitionNo, range: IdRange, filter: VariantIdFilter): string {
  return `COPY (SELECT parameters FROM ${variantsPartition(partitionNo)}
                 WHERE ${within('id', range)}${filtered(filter)})
          TO STDOUT (FORMAT binary)`;
}

/** What ids in rows stand for. */
export interface ExportNames {
  readonly currency: string;
  readonly masterYarns: ReadonlyMap<number, string>;
  readonly routings: ReadonlyMap<number, { readonly code: string; readonly outputUnit: string }>;
  readonly jobs: ReadonlyMap<JobNo, { readonly asOf: string; readonly calculatedAt: string | null }>;
  readonly items: ReadonlyMap<number, string>;
  readonly parameters: ReadonlyMap<number, { readonly key: string; readonly kind: ParameterKind }>;
}

/** Reads all names; the tables are small. */
export async function readExportNames(client: Queryable): Promise<ExportNames> {
  const codes = async (table: 'master_yarns' | 'items'): Promise<Map<number, string>> => {
    const { rows } = await client.query<{ id: number; code: string }>(`SELECT id, code FROM ${table}`);
    return new Map(rows.map(({ id, code }) => [id, code]));
  };
  const settings = await client.query<{ currency: string }>(`SELECT currency FROM catalogue_settings`);
  const routings = await client.query<{ id: number; code: string; outputUnit: string }>(
    `SELECT id, code, output_unit AS "outputUnit" FROM routings`,
  );
  const jobs = await client.query<{ jobNo: number; asOf: string; calculatedAt: string | null }>(
    `SELECT job_no AS "jobNo", as_of::text AS "asOf", ${utc('finished_at')} AS "calculatedAt" FROM recalculation_jobs`,
  );
  const parameters = await client.query<{ id: number; key: string; kind: ParameterKind }>(
    `SELECT id, key, kind FROM parameters`,
  );
  return {
    currency: settings.rows[0]!.currency,
    masterYarns: await codes('master_yarns'),
    routings: new Map(routings.rows.map(({ id, ...routing }) => [id, routing])),
    jobs: new Map(jobs.rows.map(({ jobNo, ...job }) => [jobNo, job])),
    items: await codes('items'),
    parameters: new Map(parameters.rows.map(({ id, ...parameter }) => [id, parameter])),
  };
}

/** A dated rate as CSV has it; `rate_value` exact, without trailing zeros. */
export interface ExportedRate {
  readonly parameter_key: string | null;
  readonly item: string | null;
  readonly rate_value: string;
  readonly effective_date: string;
  readonly expired_date: string | null;
  readonly notes: string | null;
}

/** The next rates by parameter, item and date after `after`; null: from the beginning. */
export async function readRatesAfter(
  client: Queryable,
  after: ExportedRate | null,
  limit: number,
): Promise<ExportedRate[]> {
  const { rows } = await client.query<ExportedRate>({
    text: `SELECT p.key AS parameter_key, i.code AS item, trim_scale(r.rate_value)::text AS rate_value,
                  r.effective_date::text, r.expired_date::text, r.notes
             FROM price_rates r LEFT JOIN parameters p ON p.id = r.parameter_id LEFT JOIN items i ON i.id = r.item_id
            WHERE $1::date IS NULL
               OR (coalesce(p.key, '') COLLATE "C", coalesce(i.code, '') COLLATE "C", r.effective_date) > ($2, $3, $1)
            ORDER BY coalesce(p.key, '') COLLATE "C", coalesce(i.code, '') COLLATE "C", r.effective_date LIMIT $4`,
    values: [after?.effective_date ?? null, after?.parameter_key ?? '', after?.item ?? '', limit],
  });
  return rows;
}
