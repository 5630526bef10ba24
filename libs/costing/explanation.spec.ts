import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  compileCatalogue,
  explainVariant,
  packParameters,
  type ParameterDefinition,
  type RateInForce,
  resolveValue,
  type RoutingDefinition,
  type Snapshot,
  YarnParameters,
} from './index.js';

const PARAMETERS = ['a', 'b', 'c', 'd'];
const ITEMS = 3;
/** The last of the parameters holds an item. */
const ITEM_PARAMETER = PARAMETERS.length;

const number = fc.double({ min: -1e6, max: 1e6, noNaN: true });
const rate = fc.record<RateInForce>({
  rateId: fc.constant('7'),
  value: number,
  effectiveDate: fc.constant('2026-01-01'),
});
const itemId = fc.integer({ min: 1, max: ITEMS + 1 });
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { freq: 1 });
/** Some of the parameters with a value, as a variant, a yarn or a routing holds them. */
const held = fc
  .tuple(...PARAMETERS.map((_, n) => maybe(n + 1 === ITEM_PARAMETER ? itemId : number)))
  .map((values) => values.flatMap((value, n) => (value === null ? [] : [[n + 1, value] as const])));

const parameter = (n: number): fc.Arbitrary<ParameterDefinition> => {
  const isItem = n + 1 === ITEM_PARAMETER;
  return fc.record({
    id: fc.constant(n + 1),
    key: fc.constant(PARAMETERS[n]!),
    kind: fc.constant(isItem ? 'ITEM' : 'NUMBER'),
    unit: fc.constant(null),
    baseValue: maybe(isItem ? itemId : number),
    rate: isItem ? fc.constant(null) : maybe(rate),
    defaultValue: maybe(isItem ? itemId : number),
  });
};

const world = fc.record({
  variant: held,
  yarn: held,
  routing: held,
  parameters: fc.tuple(...PARAMETERS.map((_, n) => parameter(n))),
  prices: fc.tuple(...Array.from({ length: ITEMS }, () => maybe(rate))),
});
type World = typeof world extends fc.Arbitrary<infer T> ? T : never;

const YARN_ID = 5;

function build({ variant, yarn, routing, parameters, prices }: World) {
  const definition: RoutingDefinition = {
    id: 1,
    code: 'R',
    outputUnit: 'kg',
    outputQuantity: '2 + X * 0',
    parameters: routing,
    steps: [
      { code: 'X', process: null, costComponent: 'MATERIAL', formula: 'a + 2 * d' },
      { code: 'Y', process: 'SPIN', costComponent: 'PROCESS', formula: 'b * 3 + X' },
      { code: 'Z', process: null, costComponent: 'MEMO', formula: 'max(b, X)' },
      { code: 'W', process: null, costComponent: 'OVERHEAD', formula: '(c ?? 1) + cost_so_far / 7 + Z - Z' },
    ],
  };
  const snapshot: Snapshot = {
    asOf: '2026-06-01',
    currency: 'IDR',
    parameters,
    items: prices.map((price, n) => ({ id: n + 1, code: `I${n + 1}`, price })),
    routings: [definition],
  };
  const packedYarn = packParameters(yarn);
  const entry = new Uint8Array(8 + packedYarn.length);
  new DataView(entry.buffer).setInt32(0, YARN_ID);
  new DataView(entry.buffer).setInt32(4, packedYarn.length);
  entry.set(packedYarn, 8);
  return { snapshot, yarns: new YarnParameters(entry), definition, packed: packParameters(variant) };
}

describe('explainVariant', () => {
  it('gives what the hot path gives, to the last digit, and the same failures', () => {
    fc.assert(
      fc.property(world, (drawn) => {
        const { snapshot, yarns, packed } = build(drawn);
        const compiled = compileCatalogue(snapshot, yarns).get(1)!;
        const view = new DataView(packed.buffer);
        compiled.load(YARN_ID, view, 0, view.byteLength);
        const ran = compiled.run();
        const variant = { masterYarnId: YARN_ID, routingId: 1, parameters: packed };
        const { cost, failure, steps } = explainVariant(snapshot, yarns, variant)!;
        expect(cost === null).toBe(!ran);
        if (cost) expect([cost.material, cost.process, cost.overhead]).toEqual([...compiled.micros]);
        else expect(failure).toEqual(compiled.failure());
        if (failure) expect(steps.at(-1)).toMatchObject({ code: failure.step, value: null });
      }),
      { numRuns: 3_000 },
    );
  });

  it('knows no routing that the snapshot does not know', () => {
    const { snapshot, yarns, packed } = build(fc.sample(world, 1)[0]!);
    expect(explainVariant(snapshot, yarns, { masterYarnId: 1, routingId: 2, parameters: packed })).toBeNull();
  });
});

describe('resolveValue', () => {
  const sources = ['VARIANT', 'MASTER_YARN', 'ROUTING', 'JOB', 'RATE', 'DEFAULT'] as const;
  const theRate = { rateId: '9', value: 5, effectiveDate: '2026-01-01' };

  it.each(sources.map((source, n) => [source, n] as const))(
    'takes %s when nothing before it has a value',
    (source, n) => {
      const has = (place: (typeof sources)[number]): boolean => sources.indexOf(place) >= n;
      const definition: ParameterDefinition = {
        id: 1,
        key: 'a',
        kind: 'NUMBER',
        unit: null,
        baseValue: has('JOB') ? 4 : null,
        rate: has('RATE') ? theRate : null,
        defaultValue: 6,
      };
      const holders = {
        variant: packParameters(has('VARIANT') ? [[1, 1]] : [[2, 99]]),
        masterYarn: packParameters(has('MASTER_YARN') ? [[1, 2]] : []),
        routing: { parameters: has('ROUTING') ? [[1, 3]] : [] } as unknown as RoutingDefinition,
      };
      const snapshot = { items: [] } as unknown as Snapshot;
      const rateOfValue = source === 'RATE' ? theRate : null;
      expect(resolveValue(snapshot, definition, holders)).toEqual({
        value: n + 1,
        source,
        rate: rateOfValue,
        item: null,
      });
    },
  );

  it('has no value for an item without a price, even when a later place names another item', () => {
    const { snapshot, definition } = build(fc.sample(world, 1)[0]!);
    const items = [
      { id: 1, code: 'FREE', price: null },
      { id: 2, code: 'PRICED', price: theRate },
    ];
    const item = { id: 4, key: 'd', kind: 'ITEM', unit: null, baseValue: null, rate: null, defaultValue: 2 } as const;
    const routing = { ...definition, parameters: [] };
    const empty = new Uint8Array(0);
    const resolve = (variant: Uint8Array) =>
      resolveValue({ ...snapshot, items }, item, { variant, masterYarn: empty, routing });
    expect(resolve(packParameters([[4, 1]]))).toEqual({
      value: null,
      source: 'ITEM_PRICE',
      rate: null,
      item: { code: 'FREE', from: 'VARIANT' },
    });
    expect(resolve(empty)).toMatchObject({ value: 5, item: { code: 'PRICED', from: 'DEFAULT' } });
  });
});
