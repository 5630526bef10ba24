import {
  type Client,
  type ComponentSums,
  type Database,
  type DiffGroup,
  diffPartition,
  type DiffSide,
  type DiffSides,
  type DiffVariant,
  isGenerationHeld,
  lockGenerationForReading,
  type Mover,
  moversOfPartition,
  PARTITIONS,
  readDiffSide,
  relocatedInPartition,
  type Relocation,
  withSharedSnapshot,
} from '#database';
import { CostingError } from '#platform';

/** Sums over a group of variants that both jobs have, all of one unit of output. */
export interface DiffTotals extends ComponentSums {
  /** What the group is: a routing's or a yarn's code; null: it is gone. */
  readonly key: string | null;
  readonly variants: number;
  readonly changed: number;
}

/** The comparison of the variants that are costed by one unit of output. */
export interface UnitDiff extends DiffTotals {
  readonly outputUnit: string;
  readonly currency: string;
  /** By the size of the change; without the variants that changed their routing. */
  readonly byRouting: readonly DiffTotals[];
  readonly byMasterYarn: readonly DiffTotals[];
}

export interface GenerationsDiff extends DiffSides {
  /** The unit with the most variants first. Nothing is added or averaged over units. */
  readonly units: readonly UnitDiff[];
  /** Of all units, by the amount. */
  readonly movers: readonly Mover[];
  /** By SKU; at most `RELOCATED_MAX` of each. */
  readonly relocated: Readonly<Record<Relocation, readonly DiffVariant[]>>;
  /** How many there are of each, and how many of those that both have are in no unit: it is another one than before. */
  readonly counts: Readonly<Record<Relocation, number>> & { readonly otherUnit: number };
}

/** More SKUs than this are counted, not named. */
export const RELOCATED_MAX = 100;
const AT_ONCE = 2;
const UNDEFINED_TABLE = '42P01';

/**
 * Compares two held generations, both of one moment, partition by partition. Throws `GENERATION_NOT_HELD` when one of them
 * was dropped.
 */
export async function diffGenerations(
  database: Database,
  from: number,
  to: number,
  moversMax: number,
): Promise<GenerationsDiff> {
  return withSharedSnapshot(database.connection, AT_ONCE, 'costing diff', async (clients) => {
    const sides = { from: await holdSide(clients, from), to: await holdSide(clients, to) };
    return new Comparison(sides, moversMax).run(clients);
  });
}

/** Keeps the generation from being dropped until the comparison ends. */
async function holdSide(clients: readonly Client[], generation: number): Promise<DiffSide> {
  const [client] = clients as [Client];
  const side = (await isGenerationHeld(client, generation)) ? await readDiffSide(client, generation) : null;
  if (side === null) throw notHeld(generation);
  try {
    for (const reader of clients) await lockGenerationForReading(reader, generation);
  } catch (error) {
    if ((error as { code?: unknown }).code === UNDEFINED_TABLE) throw notHeld(generation);
    throw error;
  }
  return side;
}

const notHeld = (generation: number): CostingError =>
  new CostingError(
    'GENERATION_NOT_HELD',
    `The summaries of job ${generation} are not held (any more): only the released generation, the one before it, ` +
      'staged and kept ones are. `jobs keep` keeps one.',
    { httpStatus: 404 },
  );

class Comparison {
  private readonly groups: DiffGroup[] = [];
  private movers: Mover[] = [];
  private readonly relocated: Record<Relocation, DiffVariant[]> = { MOVED: [], GONE: [], NEW: [] };

  constructor(
    private readonly sides: DiffSides,
    private readonly moversMax: number,
  ) {}

  async run(clients: readonly Client[]): Promise<GenerationsDiff> {
    const waiting = [...PARTITIONS];
    const lane = async (client: Client): Promise<void> => {
      for (let partitionNo = waiting.shift(); partitionNo !== undefined; partitionNo = waiting.shift()) {
        await this.comparePartition(client, partitionNo);
      }
    };
    await Promise.all(clients.map(lane));
    const counts = { ...this.counts(this.groups), otherUnit: 0 };
    for (const group of this.groups) if (this.unitOf(group) === null) counts.otherUnit += group.variants;
    return { ...this.sides, units: this.units(), movers: this.movers, relocated: this.relocated, counts };
  }

  private async comparePartition(client: Client, partitionNo: number): Promise<void> {
    const groups = await diffPartition(client, this.sides, partitionNo);
    this.groups.push(...groups);
    const comparable = groups.some((group) => group.changed > 0 && this.unitOf(group) !== null);
    if (comparable && this.moversMax > 0) {
      const found = await moversOfPartition(client, this.sides, partitionNo, this.moversMax);
      this.movers = [...this.movers, ...found]
        .sort((a, b) => compare(movement(b), movement(a)))
        .slice(0, this.moversMax);
    }
    const counts = this.counts(groups);
    for (const relocation of ['MOVED', 'GONE', 'NEW'] as const) {
      if (counts[relocation] === 0) continue;
      const found = await relocatedInPartition(client, this.sides, partitionNo, relocation, RELOCATED_MAX);
      this.relocated[relocation] = [...this.relocated[relocation], ...found]
        .sort((a, b) => ((a.sku ?? '') < (b.sku ?? '') ? -1 : 1))
        .slice(0, RELOCATED_MAX);
    }
  }

  private counts(groups: readonly DiffGroup[]): Record<Relocation, number> {
    const counts = { MOVED: 0, GONE: 0, NEW: 0 };
    for (const { routingFrom, routingTo, variants, onlyFrom, onlyTo } of groups) {
      if (routingFrom !== routingTo) counts.MOVED += variants;
      counts.GONE += onlyFrom;
      counts.NEW += onlyTo;
    }
    return counts;
  }

  /** null: the figures of the two sides cannot be compared. */
  private unitOf({ outputUnit }: DiffGroup): string | null {
    return this.sides.from.currency === this.sides.to.currency ? outputUnit : null;
  }

  private units(): UnitDiff[] {
    const { currency, routings } = this.sides.to;
    const codes = new Map(routings.map(({ id, code }) => [id, code]));
    const byUnit = grouped(this.groups, (group) => this.unitOf(group));
    return [...byUnit]
      .flatMap(([outputUnit, groups]) => {
        const totals = addUp(null, groups);
        if (outputUnit === null || totals.variants === 0) return [];
        const stayed = groups.filter(({ routingFrom, routingTo }) => routingFrom === routingTo);
        const byRouting = groupBy(stayed, ({ routingTo }) => codes.get(routingTo ?? 0) ?? null);
        return [
          { ...totals, outputUnit, currency, byRouting, byMasterYarn: groupBy(groups, ({ masterYarn }) => masterYarn) },
        ];
      })
      .sort((a, b) => b.variants - a.variants || (a.outputUnit < b.outputUnit ? -1 : 1));
  }
}

const compare = (a: bigint, b: bigint): number => (a < b ? -1 : a > b ? 1 : 0);
const magnitude = (value: bigint): bigint => (value < 0n ? -value : value);
const movement = ({ from, to }: Mover): bigint => magnitude(to - from);

/** The change of the grand total over the variants that both generations have. */
export function changeOf({ material, process, overhead }: ComponentSums): bigint {
  return material[1] - material[0] + process[1] - process[0] + overhead[1] - overhead[0];
}

function grouped<K>(groups: readonly DiffGroup[], keyOf: (group: DiffGroup) => K): Map<K, DiffGroup[]> {
  const byKey = new Map<K, DiffGroup[]>();
  for (const group of groups) {
    const list = byKey.get(keyOf(group));
    if (list) list.push(group);
    else byKey.set(keyOf(group), [group]);
  }
  return byKey;
}

function groupBy(groups: readonly DiffGroup[], keyOf: (group: DiffGroup) => string | null): DiffTotals[] {
  return [...grouped(groups, keyOf)]
    .map(([key, list]) => addUp(key, list))
    .filter(({ variants }) => variants > 0)
    .sort(
      (a, b) => compare(magnitude(changeOf(b)), magnitude(changeOf(a))) || ((a.key ?? '') < (b.key ?? '') ? -1 : 1),
    );
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
    material: sums('material'),
    process: sums('process'),
    overhead: sums('overhead'),
  };
}
