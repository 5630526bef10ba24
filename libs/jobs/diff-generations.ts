import {
  type ComponentSums,
  type Database,
  type DiffGroup,
  diffPartition,
  isGenerationHeld,
  type Mover,
  moversOfPartition,
  PARTITIONS,
} from '#database';
import { CostingError } from '#platform';

/** Sums over a group of variants. */
export interface DiffTotals extends ComponentSums {
  /** What the group is: a routing's or a yarn's code; null where the variants were deleted. */
  readonly key: string | null;
  readonly variants: number;
  readonly changed: number;
  readonly onlyFrom: number;
  readonly onlyTo: number;
}

export interface GenerationsDiff {
  readonly total: DiffTotals;
  /** By the size of the change. */
  readonly byRouting: readonly DiffTotals[];
  readonly byMasterYarn: readonly DiffTotals[];
  readonly movers: readonly Mover[];
}

const PARTITIONS_AT_ONCE = 2;
const UNDEFINED_TABLE = '42P01';

/**
 * Compares two held generations, partition by partition in short statements. Throws `GENERATION_NOT_HELD` when one of
 * them was dropped.
 */
export async function diffGenerations(
  database: Database,
  from: number,
  to: number,
  moversMax: number,
): Promise<GenerationsDiff> {
  await checkHeld(database, [from, to]);
  try {
    return await compareAll(database, from, to, moversMax);
  } catch (error) {
    // Dropped while it was read, between two partitions.
    if ((error as { code?: unknown }).code === UNDEFINED_TABLE) await checkHeld(database, [from, to]);
    throw error;
  }
}

async function checkHeld(database: Database, generations: readonly number[]): Promise<void> {
  for (const generation of generations) {
    if (await isGenerationHeld(database.pool, generation)) continue;
    throw new CostingError(
      'GENERATION_NOT_HELD',
      `The summaries of job ${generation} are not held (any more): only the released generation, the one before it, ` +
        'staged and kept ones are. `jobs keep` keeps one.',
      { httpStatus: 404 },
    );
  }
}

async function compareAll(database: Database, from: number, to: number, moversMax: number): Promise<GenerationsDiff> {
  const groups: DiffGroup[] = [];
  let movers: Mover[] = [];
  const waiting = [...PARTITIONS];
  const lane = async (): Promise<void> => {
    for (let partitionNo = waiting.shift(); partitionNo !== undefined; partitionNo = waiting.shift()) {
      groups.push(...(await diffPartition(database.pool, from, to, partitionNo)));
      const found = await moversOfPartition(database.pool, from, to, partitionNo, moversMax);
      movers = [...movers, ...found].sort((a, b) => compare(movement(b), movement(a))).slice(0, moversMax);
    }
  };
  await Promise.all(Array.from({ length: PARTITIONS_AT_ONCE }, lane));
  return {
    total: addUp(null, groups),
    byRouting: groupBy(groups, ({ routing }) => routing),
    byMasterYarn: groupBy(groups, ({ masterYarn }) => masterYarn),
    movers,
  };
}

const compare = (a: bigint, b: bigint): number => (a < b ? -1 : a > b ? 1 : 0);
const magnitude = (value: bigint): bigint => (value < 0n ? -value : value);
const movement = ({ from, to }: Mover): bigint => magnitude(to - from);

/** The change of the grand total over the variants that both generations have. */
export function changeOf({ material, process, overhead }: ComponentSums): bigint {
  return material[1] - material[0] + process[1] - process[0] + overhead[1] - overhead[0];
}

function groupBy(groups: readonly DiffGroup[], keyOf: (group: DiffGroup) => string | null): DiffTotals[] {
  const byKey = new Map<string | null, DiffGroup[]>();
  for (const group of groups) {
    const list = byKey.get(keyOf(group));
    if (list) list.push(group);
    else byKey.set(keyOf(group), [group]);
  }
  return [...byKey]
    .map(([key, list]) => addUp(key, list))
    .sort((a, b) => compare(magnitude(changeOf(b)), magnitude(changeOf(a))));
}

function addUp(key: string | null, groups: readonly DiffGroup[]): DiffTotals {
  const count = (pick: (group: DiffGroup) => number): number => groups.reduce((sum, group) => sum + pick(group), 0);
  const sums = (component: keyof ComponentSums): readonly [bigint, bigint] => [
    groups.reduce((sum, group) => sum + group[component][0], 0n),
    groups.reduce((sum, group) => sum + group[component][1], 0n),
  ];
  return {
    key,
    variants: count(({ variants }) => variants),
    changed: count(({ changed }) => changed),
    onlyFrom: count(({ onlyFrom }) => onlyFrom),
    onlyTo: count(({ onlyTo }) => onlyTo),
    material: sums('material'),
    process: sums('process'),
    overhead: sums('overhead'),
  };
}
