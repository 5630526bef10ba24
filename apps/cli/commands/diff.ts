import type { Command } from 'commander';
import { formatMicros } from '#costing';
import type { Database } from '#database';
import {
  changePercent,
  componentSums,
  diffDocument,
  diffGenerations,
  type DiffTotals,
  findJob,
  type GenerationsDiff,
  grandTotal,
  nameOf,
  releasedJobNo,
  routingCode,
  type UnitDiff,
} from '#jobs';
import { withDatabase } from '../context.js';
import { printJson, writeLine } from '../output.js';
import { parseNumber } from '../options.js';
import { printTable } from '../table.js';

interface Options {
  readonly top: string;
  readonly json?: boolean;
}

/** Shown on a terminal; `--json` has all yarns, and more SKUs. */
const YARNS_SHOWN = 10;
const RELOCATED_SHOWN = 10;

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
  if (options.json) printJson(diffDocument(result));
  else print(result);
}

function print(diff: GenerationsDiff): void {
  const { from, to, units, movers, counts } = diff;
  const sum = (pick: (unit: UnitDiff) => number): number => units.reduce((all, unit) => all + pick(unit), 0);
  const both = `${n(sum(({ variants }) => variants) + counts.otherUnit)} variants in both`;
  const others = `${n(counts.MOVED)} moved, ${n(counts.GONE)} gone, ${n(counts.NEW)} new`;
  const changed = `${n(sum((unit) => unit.changed))} changed`;
  writeLine(`job ${from.generation} → job ${to.generation}: ${both}, ${changed}, ${others}`);
  if (counts.otherUnit > 0) {
    writeLine(`${n(counts.otherUnit)} of them are costed by another unit or currency than before`);
  }
  for (const unit of units) printUnit(diff, unit);
  if (movers.length > 0) printMovers(diff);
  printRelocated(diff);
}

function printUnit({ from, to }: GenerationsDiff, unit: UnitDiff): void {
  const jobs = [`job ${from.generation}`, `job ${to.generation}`];
  const money = unit.currency === '-' ? '' : `${unit.currency} `;
  writeLine();
  writeLine(`${money}per ${unit.outputUnit}: average of ${n(unit.variants)} variants, ${n(unit.changed)} changed`);
  writeLine();
  printTable(
    ['component', ...jobs, 'change', '%'],
    componentSums(unit).map(([component, sums]) => [component.toLowerCase(), ...averages(sums, unit.variants)]),
  );
  printGroups('routing', jobs, unit.byRouting);
  printGroups('master yarn', jobs, unit.byMasterYarn.slice(0, YARNS_SHOWN));
}

function printGroups(heading: string, jobs: readonly string[], groups: readonly DiffTotals[]): void {
  if (groups.length === 0) return;
  writeLine();
  printTable(
    [heading, 'variants', 'changed', ...jobs, 'change', '%'],
    groups.map((totals) => [
      totals.key ?? '(deleted)',
      n(totals.variants),
      n(totals.changed),
      ...averages(grandTotal(totals), totals.variants),
    ]),
  );
}

function printMovers({ from, to, movers }: GenerationsDiff): void {
  writeLine();
  printTable(
    ['moved most', 'routing', 'master yarn', 'per', `job ${from.generation}`, `job ${to.generation}`, 'change', '%'],
    movers.map((mover) => [
      nameOf(mover),
      routingCode(to, mover.routingTo) ?? '-',
      mover.masterYarn ?? '-',
      mover.outputUnit ?? '-',
      ...averages([mover.from, mover.to], 1),
    ]),
  );
}

function printRelocated({ from, to, relocated, counts }: GenerationsDiff): void {
  const { MOVED: moved } = relocated;
  if (moved.length > 0) {
    writeLine();
    printTable(
      ['on another routing', `job ${from.generation}`, `job ${to.generation}`],
      moved
        .slice(0, RELOCATED_SHOWN)
        .map((one) => [nameOf(one), routingCode(from, one.routingFrom) ?? '-', routingCode(to, one.routingTo) ?? '-']),
    );
    printMore(counts.MOVED);
  }
  for (const [word, relocation] of [
    ['gone', 'GONE'],
    ['new', 'NEW'],
  ] as const) {
    if (counts[relocation] === 0) continue;
    writeLine();
    writeLine(word);
    for (const one of relocated[relocation].slice(0, RELOCATED_SHOWN)) writeLine(`${nameOf(one)}`);
    printMore(counts[relocation]);
  }
}

function printMore(count: number): void {
  if (count <= RELOCATED_SHOWN) return;
  writeLine(`… and ${n(count - RELOCATED_SHOWN)} more; --json names the first 100`);
}

const n = (value: number): string => value.toLocaleString('en');

/** Before, after, change and percent of an average cost. */
function averages([from, to]: readonly [bigint, bigint], variants: number): string[] {
  const average = (sum: bigint): string => (variants === 0 ? '-' : formatMicros(sum / BigInt(variants)));
  const share = changePercent(from, to);
  return [average(from), average(to), average(to - from), share === null ? '-' : share.toFixed(2)];
}
