import type { Command } from 'commander';
import { formatMicros } from '#costing';
import { type ComponentSums, type Database, type Mover, readReleasedGeneration } from '#database';
import { diffGenerations, type DiffTotals, type GenerationsDiff } from '#jobs';
import { CostingError } from '#platform';
import { printJson, withDatabase } from '../context.js';
import { parseNumber } from '../options.js';
import { printTable } from '../table.js';

interface Options {
  readonly top: string;
  readonly json?: boolean;
}

/** Yarns shown on a terminal; `--json` has all. */
const YARNS_SHOWN = 10;

export function registerDiff(program: Command): void {
  program
    .command('diff <from> [to]')
    .description('compare the summaries of two jobs, the second by default the released one')
    .option('--top <n>', 'variants that moved most', '10')
    .option('--json', 'one JSON document on stdout')
    .action((from: string, to: string | undefined, options: Options) =>
      withDatabase('diff', (database) => diff(database, from, to, options)),
    );
}

async function diff(database: Database, fromText: string, toText: string | undefined, options: Options): Promise<void> {
  const from = parseNumber('job', fromText);
  const to = toText === undefined ? await releasedGeneration(database) : parseNumber('job', toText);
  const result = await diffGenerations(database, from, to, parseNumber('--top', options.top));
  if (options.json) printJson(document(from, to, result));
  else print(from, to, result);
}

async function releasedGeneration(database: Database): Promise<number> {
  const { generation } = await readReleasedGeneration(database.pool);
  if (generation === null) throw new CostingError('NOTHING_RELEASED', 'No job has been released yet.');
  return generation;
}

function document(from: number, to: number, { total, byRouting, byMasterYarn, movers }: GenerationsDiff): unknown {
  return {
    from_job_no: from,
    to_job_no: to,
    ...totalsDocument(total),
    by_routing: byRouting.map((totals) => ({ routing: totals.key, ...totalsDocument(totals) })),
    by_master_yarn: byMasterYarn.map((totals) => ({ master_yarn: totals.key, ...totalsDocument(totals) })),
    top_movers: movers.map(({ sku, variantId, routing, masterYarn, ...mover }) => ({
      sku,
      variant_id: variantId,
      routing,
      master_yarn: masterYarn,
      ...change([mover.from, mover.to]),
    })),
  };
}

/** Sums over the variants that both jobs have, by component. */
function totalsDocument(totals: DiffTotals): object {
  return {
    variants: totals.variants,
    changed: totals.changed,
    only_from: totals.onlyFrom,
    only_to: totals.onlyTo,
    total_material_cost: change(totals.material),
    total_process_cost: change(totals.process),
    total_overhead: change(totals.overhead),
    grand_total: change(grandTotal(totals)),
  };
}

const grandTotal = ({ material, process, overhead }: ComponentSums): readonly [bigint, bigint] => [
  material[0] + process[0] + overhead[0],
  material[1] + process[1] + overhead[1],
];

function change([from, to]: readonly [bigint, bigint]): object {
  return {
    from: formatMicros(from),
    to: formatMicros(to),
    change: formatMicros(to - from),
    percent: percent(from, to),
  };
}

/** To two decimals; null where there was nothing before. */
function percent(from: bigint, to: bigint): number | null {
  if (from === 0n) return null;
  return Math.round(Number(((to - from) * 1_000_000n) / (from < 0n ? -from : from)) / 100) / 100;
}

function print(from: number, to: number, { total, byRouting, byMasterYarn, movers }: GenerationsDiff): void {
  const counts = `${n(total.variants)} variants in both, ${n(total.changed)} changed`;
  process.stdout.write(`job ${from} → job ${to}: ${counts}, ${n(total.onlyFrom)} gone, ${n(total.onlyTo)} new\n`);
  process.stdout.write('average of the variants in both, by unit of output\n\n');
  const components = [
    ['material', total.material],
    ['process', total.process],
    ['overhead', total.overhead],
    ['total', grandTotal(total)],
  ] as const;
  printTable(
    ['component', `job ${from}`, `job ${to}`, 'change', '%'],
    components.map(([name, sums]) => [name, ...averages(sums, total.variants)]),
  );
  printGroups('routing', from, to, byRouting);
  printGroups('master yarn', from, to, byMasterYarn.slice(0, YARNS_SHOWN));
  if (movers.length > 0) printMovers(from, to, movers);
}

function printGroups(heading: string, from: number, to: number, groups: readonly DiffTotals[]): void {
  process.stdout.write('\n');
  printTable(
    [heading, 'variants', 'changed', `job ${from}`, `job ${to}`, 'change', '%'],
    groups.map((totals) => [
      totals.key ?? '(deleted)',
      n(totals.variants),
      n(totals.changed),
      ...averages(grandTotal(totals), totals.variants),
    ]),
  );
}

function printMovers(from: number, to: number, movers: readonly Mover[]): void {
  process.stdout.write('\n');
  printTable(
    ['moved most', 'routing', 'master yarn', `job ${from}`, `job ${to}`, 'change', '%'],
    movers.map((mover) => [
      mover.sku ?? mover.variantId,
      mover.routing ?? '-',
      mover.masterYarn ?? '-',
      ...averages([mover.from, mover.to], 1),
    ]),
  );
}

const n = (value: number): string => value.toLocaleString('en');

/** Before, after, change and percent of an average cost. */
function averages([from, to]: readonly [bigint, bigint], variants: number): string[] {
  const average = (sum: bigint): string => (variants === 0 ? '-' : formatMicros(sum / BigInt(variants)));
  const share = percent(from, to);
  return [average(from), average(to), average(to - from), share === null ? '-' : share.toFixed(2)];
}
