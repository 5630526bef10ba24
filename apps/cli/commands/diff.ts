import type { Command } from 'commander';
import { formatMicros } from '#costing';
import type { Database, Mover } from '#database';
import {
  changePercent,
  diffDocument,
  diffGenerations,
  type DiffTotals,
  findJob,
  type GenerationsDiff,
  grandTotal,
  releasedJobNo,
} from '#jobs';
import { withDatabase } from '../context.js';
import { printJson, writeLine } from '../output.js';
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
  const from = (await findJob(database, fromText)).jobNo;
  const to = toText === undefined ? await releasedJobNo(database) : (await findJob(database, toText)).jobNo;
  const result = await diffGenerations(database, from, to, parseNumber('--top', options.top));
  if (options.json) printJson(diffDocument(from, to, result));
  else print(from, to, result);
}

function print(from: number, to: number, { total, byRouting, byMasterYarn, movers }: GenerationsDiff): void {
  const counts = `${n(total.variants)} variants in both, ${n(total.changed)} changed`;
  writeLine(`job ${from} → job ${to}: ${counts}, ${n(total.onlyFrom)} gone, ${n(total.onlyTo)} new`);
  writeLine('average of the variants in both, by unit of output');
  writeLine();
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
  writeLine();
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
  writeLine();
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
  const share = changePercent(from, to);
  return [average(from), average(to), average(to - from), share === null ? '-' : share.toFixed(2)];
}
