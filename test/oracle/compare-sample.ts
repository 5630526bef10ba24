import type { Client } from 'pg';
import { formatMicros, type JobNo } from '#costing';
import type { WholeGeneration } from './whole-generation.js';

export interface SampleComparison {
  /** Variants that were recomputed; inactive ones, which must have no row, are among them. */
  readonly recomputed: number;
  /** Of these, variants that have no cost by the formulas. */
  readonly recomputedFailed: number;
  /** Figures off by one millionth where the formula allows it (a power). */
  readonly offByOne: number;
}

const SHOWN_MAX = 20;
const COMPONENTS = ['material', 'process', 'overhead'] as const;

const WHAT = {
  DIFFERENT: 'stored figures differ from the recomputed ones',
  MISSING: 'has a cost but no summary',
  NOT_COSTED: 'has a cost but kept the figures of an earlier job',
  SHOULD_HAVE_FAILED: 'has no cost but new figures were stored',
  NOT_CARRIED: 'has no cost and did not keep its previous figures',
  NOT_ACTIVE: 'is not active but has a summary',
  VIEW: 'reads otherwise through variant_cost_summaries than it is stored',
} as const;
type Kind = keyof typeof WHAT;

type Figures = Readonly<Record<(typeof COMPONENTS)[number], string | null>>;

interface Difference {
  readonly kind: Kind;
  readonly sku: string;
  readonly routing: string;
  readonly stored: Figures;
  readonly expected: Figures;
}

/** Compares `oracle_expected` with the generation's rows, one by one. */
export async function compareSample(
  client: Client,
  whole: Pick<WholeGeneration, 'generation' | 'previousGeneration' | 'isMerged'>,
): Promise<SampleComparison & { readonly faults: readonly string[] }> {
  await client.query(comparison(whole));
  const { rows: counts } = await client.query<Record<'recomputed' | 'failed' | 'off_by_one' | 'costed', number>>(`
    SELECT count(*)::integer AS recomputed, (count(*) FILTER (WHERE NOT ok))::integer AS failed,
           (count(*) FILTER (WHERE kind IS NULL AND off = 1))::integer AS off_by_one,
           (count(*) FILTER (WHERE is_active = (ok IS NOT NULL)))::integer AS costed
      FROM oracle_comparison`);
  const { recomputed, failed, off_by_one, costed } = counts[0]!;
  if (costed !== recomputed) throw new Error(`${recomputed} variants were drawn and ${costed} recomputed`);
  const { rows: kinds } = await client.query<{ kind: Kind; count: number }>(
    `SELECT kind, count(*)::integer AS count FROM oracle_comparison WHERE kind IS NOT NULL GROUP BY kind ORDER BY kind`,
  );
  const faults: string[] = [];
  for (const { kind, count } of kinds) {
    faults.push(`${count} of ${recomputed} recomputed variants: ${WHAT[kind]}`);
    faults.push(...(await readDifferences(client, kind)).map(describe));
    if (count > SHOWN_MAX) faults.push(`  … and ${count - SHOWN_MAX} more`);
  }
  return { recomputed, recomputedFailed: failed, offByOne: off_by_one, faults };
}

function comparison({
  generation,
  previousGeneration,
  isMerged,
}: Pick<WholeGeneration, 'generation' | 'previousGeneration' | 'isMerged'>): string {
  const figures = (t: string): string => `${t}.material_micros, ${t}.process_micros, ${t}.overhead_micros`;
  const summaries = (of: JobNo | null): string =>
    of === null
      ? '(SELECT * FROM cost_summaries WHERE false)'
      : `(SELECT * FROM cost_summaries WHERE generation = ${of})`;
  return `
    CREATE TEMP TABLE oracle_comparison AS
    SELECT c.*, CASE
             WHEN NOT is_active AND is_stored THEN 'NOT_ACTIVE'
             WHEN NOT is_active THEN NULL
             WHEN ok AND NOT is_stored THEN 'MISSING'
             WHEN ok AND job_no ${isMerged ? '<' : '<>'} ${generation} THEN 'NOT_COSTED'
             WHEN ok AND off > tolerance THEN 'DIFFERENT'
             WHEN NOT ok AND job_no >= ${generation} THEN 'SHOULD_HAVE_FAILED'
             -- What a delta left untouched has no earlier copy to compare with.
             WHEN NOT ok AND NOT is_carried AND ${!isMerged} THEN 'NOT_CARRIED'
             WHEN is_stored AND NOT is_seen THEN 'VIEW' END AS kind
      FROM (SELECT s.sku, s.routing_id, s.is_active, e.ok, e.tolerance, e.material, e.process, e.overhead,
                   g.job_no, ${figures('g')}, g.variant_id IS NOT NULL AS is_stored,
                   (g.job_no, ${figures('g')}) IS NOT DISTINCT FROM (abs(b.job_no), ${figures('b')}) AS is_carried,
                   greatest(abs(g.material_micros - e.material), abs(g.process_micros - e.process),
                            abs(g.overhead_micros - e.overhead)) AS off,
                   v.generation = ${generation} AND v.job_no = abs(g.job_no)
                     AND v.total_material_cost * 1000000 = g.material_micros
                     AND v.total_process_cost * 1000000 = g.process_micros
                     AND v.total_overhead * 1000000 = g.overhead_micros
                     AND v.grand_total = v.total_material_cost + v.total_process_cost + v.total_overhead AS is_seen
              FROM oracle_sample s
                   LEFT JOIN oracle_expected e ON e.variant_id = s.variant_id
                   LEFT JOIN ${summaries(generation)} g ON g.variant_id = s.variant_id
                   LEFT JOIN ${summaries(previousGeneration)} b ON b.variant_id = s.variant_id
                   LEFT JOIN variant_cost_summaries v ON v.variant_id = s.variant_id) c`;
}

async function readDifferences(client: Client, kind: Kind): Promise<Difference[]> {
  const { rows } = await client.query<Difference>({
    text: `SELECT c.kind, c.sku, coalesce(r.code, 'unknown routing ' || c.routing_id) AS routing,
                  json_build_object('material', c.material_micros::text, 'process', c.process_micros::text,
                                    'overhead', c.overhead_micros::text) AS stored,
                  json_build_object('material', c.material::text, 'process', c.process::text,
                                    'overhead', c.overhead::text) AS expected
             FROM oracle_comparison c LEFT JOIN routings r ON r.id = c.routing_id
            WHERE c.kind = $1 ORDER BY c.sku LIMIT ${SHOWN_MAX}`,
    values: [kind],
  });
  return rows;
}

function describe({ kind, sku, routing, stored, expected }: Difference): string {
  const money = (micros: string | null): string => (micros === null ? 'none' : formatMicros(BigInt(micros)));
  const all = (figures: Figures): string => COMPONENTS.map((name) => `${name} ${money(figures[name])}`).join(', ');
  const off = COMPONENTS.filter((name) => stored[name] !== expected[name]);
  const what =
    kind === 'DIFFERENT'
      ? off.map((name) => `${name} ${money(stored[name])} stored, ${money(expected[name])} by SQL`).join('; ')
      : `stored ${all(stored)}`;
  return `  ${sku} (${routing}): ${kind === 'MISSING' ? `by SQL ${all(expected)}` : what}`;
}
