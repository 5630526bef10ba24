import {
  type AskedVariant,
  boundsOf,
  checkRouting,
  compileCatalogue,
  type ItemDefinition,
  packParameters,
  type ParameterDefinition,
  type ParameterEntry,
  type RateInForce,
  resolveValue,
  type RoutingDefinition,
  type Snapshot,
  YarnParameters,
} from '#costing';
import { kernelSource } from '../../libs/costing/formula/compile.js';
import { randomInput } from './random-formula.js';
import { PARAMETERS, randomBounds, randomRouting } from './random-routing.js';
import type { Random } from './random.js';

/** Ids of `PARAMETERS`, neither dense nor in order; some of their bytes are common in doubles. */
const PARAMETER_IDS = [3, 1, 64, 16_368, 300, 7] as const;
const ITEM_KEYS: readonly string[] = ['p4', 'p5'];
const ITEM_IDS = [1, 2, 3, 64];
const YARN_IDS = [1, 2, 3, 70_000];
const ROUTING_IDS = [1, 2, 3];
/** Ids that variants may have although there is no such yarn or routing. */
const GONE = 9;

/** A catalogue that can be edited; `snapshotOf` and `yarnsOf` freeze it. */
export interface RandomCatalogue {
  parameters: ParameterDefinition[];
  items: ItemDefinition[];
  routings: RoutingDefinition[];
  yarns: Map<number, readonly ParameterEntry[]>;
  variants: AskedVariant[];
}

export function randomCatalogue(random: Random, variantCount: number): RandomCatalogue {
  return {
    parameters: PARAMETERS.map((key, n) => ({
      id: PARAMETER_IDS[n]!,
      key,
      kind: ITEM_KEYS.includes(key) ? 'ITEM' : 'NUMBER',
      unit: null,
      baseValue: random.chance(0.1) ? randomValue(random, key) : null,
      rate: random.chance(0.5) ? rate(randomValue(random, key)) : null,
      defaultValue: random.chance(0.7) ? randomValue(random, key) : null,
      ...randomBounds(random),
    })),
    items: ITEM_IDS.map((id) => ({ id, code: `I${id}`, price: random.chance(0.9) ? rate(randomPrice(random)) : null })),
    routings: ROUTING_IDS.map((id) => routing(random, id)),
    yarns: new Map(YARN_IDS.map((id) => [id, randomEntries(random, 0.3)])),
    variants: Array.from({ length: variantCount }, (_, n) => ({
      id: `00000000-0000-5000-8000-${String(n).padStart(12, '0')}`,
      masterYarnId: random.pick([...YARN_IDS, GONE]),
      routingId: random.pick([...ROUTING_IDS, ...ROUTING_IDS, ...ROUTING_IDS, GONE]),
      updatedAt: `2026-01-01T00:00:00.${String(random.below(10))}00000Z`,
      parameters: packParameters(randomEntries(random, 0.4)),
    })),
  };
}

/** One edit of what a catalogue costs with, variants excepted, and what it was, for messages. */
export function editCatalogue(random: Random, catalogue: RandomCatalogue): string {
  const at = random.below(PARAMETERS.length);
  const parameter = catalogue.parameters[at]!;
  const value = randomValue(random, parameter.key);
  const [yarnId, routingAt, itemAt] = [random.pick(YARN_IDS), random.below(catalogue.routings.length), random.below(4)];
  const set = (change: Partial<ParameterDefinition>): string => {
    catalogue.parameters[at] = { ...parameter, ...change };
    return JSON.stringify([parameter, change]);
  };
  const target = catalogue.routings[routingAt];
  const setRouting = (change: Partial<RoutingDefinition>): string => {
    if (target) catalogue.routings[routingAt] = { ...target, ...change };
    return JSON.stringify([target, change]);
  };
  return random.weighted<() => string>([
    [4, () => set({ rate: random.chance(0.8) ? rate(value) : null })],
    [2, () => set({ defaultValue: random.chance(0.8) ? value : null })],
    [1, () => set(randomBounds(random))],
    [1, () => set({ baseValue: random.chance(0.8) ? value : null })],
    [4, () => setPrice(catalogue, itemAt, random.chance(0.8) ? rate(randomPrice(random)) : null)],
    [3, () => setRouting({ parameters: randomEntries(random, 0.2) })],
    [1, () => setRouting(routing(random, target?.id ?? 1))],
    [1, () => setRouting({ outputQuantity: ` (${target?.outputQuantity}) /* the lot */` })],
    [0.5, () => `without routing ${catalogue.routings.splice(routingAt, 1)[0]?.code}`],
    [3, () => String(catalogue.yarns.set(yarnId, randomEntries(random, 0.3)).size)],
    [0.5, () => `without yarn ${yarnId} ${catalogue.yarns.delete(yarnId)}`],
  ])();
}

export function snapshotOf({ parameters, items, routings }: RandomCatalogue): Snapshot {
  return { asOf: '2026-01-01', currency: 'IDR', parameters, items, routings };
}

/** The yarns as a job's snapshot carries them. */
export function yarnsOf({ yarns }: RandomCatalogue): YarnParameters {
  const runs = [...yarns].flatMap(([id, entries]) => {
    const packed = packParameters(entries);
    const head = new DataView(new ArrayBuffer(8));
    head.setInt32(0, id);
    head.setInt32(4, packed.length);
    return [new Uint8Array(head.buffer), packed];
  });
  return new YarnParameters(Buffer.concat(runs));
}

/** The costs of every variant as the kernel gives them, or why there are none. */
export function costsOf(catalogue: RandomCatalogue): string[] {
  const compiled = compileCatalogue(snapshotOf(catalogue), yarnsOf(catalogue));
  return catalogue.variants.map(({ routingId, masterYarnId, parameters }) => {
    const own = compiled.get(routingId);
    if (!own) return 'no routing';
    const view = new DataView(parameters.buffer, parameters.byteOffset, parameters.byteLength);
    own.load(masterYarnId, view, 0, parameters.byteLength);
    return own.run() ? own.micros.join() : 'failed';
  });
}

/** Everything that a variant's formulas read, and the formulas: equal texts cannot give different costs. */
export function readingsOf(catalogue: RandomCatalogue): string[] {
  const [snapshot, yarns] = [snapshotOf(catalogue), yarnsOf(catalogue)];
  return catalogue.variants.map(({ routingId, masterYarnId, parameters }) => {
    const own = catalogue.routings.find(({ id }) => id === routingId);
    const checked = own && checkRouting(own, PARAMETERS);
    if (!checked || 'faults' in checked) return 'no routing';
    const holders = { variant: parameters, masterYarn: yarns.get(masterYarnId), routing: own };
    const values = checked.routing.parameterKeys.map((key) => {
      const parameter = catalogue.parameters.find((one) => one.key === key)!;
      return String(resolveValue(snapshot, parameter, holders).value);
    });
    const bounds = checked.routing.parameterKeys.map((key) =>
      boundsOf(catalogue.parameters.find((one) => one.key === key)!),
    );
    return JSON.stringify([kernelSource(checked.routing, bounds), checked.routing.parameterKeys, values]);
  });
}

function setPrice(catalogue: RandomCatalogue, at: number, price: RateInForce | null): string {
  const item = catalogue.items[at]!;
  catalogue.items[at] = { ...item, price };
  return JSON.stringify([item, price]);
}

/** Its formulas check whatever parameters there are: constant digits of `round` may be refused. */
function routing(random: Random, id: number): RoutingDefinition {
  for (;;) {
    const made = randomRouting(random, 0).routing;
    if ('faults' in checkRouting(made, PARAMETERS)) continue;
    const steps = made.steps.map((step) => ({ ...step, process: null }));
    const parameters = randomEntries(random, 0.2);
    return { id, code: `R${id}`, outputUnit: 'kg', outputQuantity: made.outputQuantity, steps, parameters };
  }
}

const rate = (value: number): RateInForce => ({ rateId: '1', value, effectiveDate: '2026-01-01' });

function randomPrice(random: Random): number {
  const value = randomInput(random);
  return Number.isFinite(value) ? value : 0;
}

function randomValue(random: Random, key: string): number {
  return ITEM_KEYS.includes(key) ? random.pick([...ITEM_IDS, GONE]) : randomPrice(random);
}

function randomEntries(random: Random, share: number): ParameterEntry[] {
  return PARAMETERS.flatMap((key, n): ParameterEntry[] =>
    random.chance(share) ? [[PARAMETER_IDS[n]!, randomValue(random, key)]] : [],
  );
}
