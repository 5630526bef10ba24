import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { packParameters, type ParameterEntry } from './packed-parameters.js';
import { resolveValue } from './resolve-value.js';
import { SlotLoader } from './slot-loader.js';
import type { ParameterDefinition, RoutingDefinition, Snapshot } from './types.js';
import { YarnParameters } from './yarn-parameters.js';

/** Ids that are neither dense nor all read by the routing. */
const IDS = [1, 2, 3, 7, 300, 32_767];
const READ_IDS = [3, 1, 300, 7];
const ITEM_IDS = [7, 300];
const YARN_IDS = [1, 2, 3, 1_000_000, 2_147_483_647];

const NOISE = new Uint8Array(7).fill(255);

const isItem = (id: number): boolean => ITEM_IDS.includes(id);
/** Values of an `ITEM` parameter: two items with a price, one without, one that does not exist. */
const valueOf = (id: number): fc.Arbitrary<number> => (isItem(id) ? fc.integer({ min: 1, max: 4 }) : fc.double());
const entryOf = (id: number) => fc.tuple(fc.constant(id), valueOf(id));
const entries = fc.subarray(IDS).chain((ids) => fc.tuple(...ids.map(entryOf))) as fc.Arbitrary<
  readonly ParameterEntry[]
>;
/** Most variants override what most others do: a few sets of parameters, drawn from again and again. */
const world = fc.record({
  routing: entries,
  yarns: fc.tuple(...YARN_IDS.map(() => entries)),
  sets: fc.array(fc.subarray(IDS), { minLength: 1, maxLength: 3 }),
  variants: fc.array(fc.tuple(fc.nat(), fc.constantFrom(...YARN_IDS, 9), fc.double()), {
    // Enough for a layout to be taken up, twice.
    minLength: 150,
    maxLength: 200,
  }),
});

const parameters: ParameterDefinition[] = IDS.map((id, n) => ({
  id,
  key: `p${id}`,
  kind: isItem(id) ? 'ITEM' : 'NUMBER',
  unit: null,
  baseValue: n === 1 ? 17 : null,
  rate: n === 2 ? { rateId: 'r', value: 0.5, effectiveDate: '2026-01-01' } : null,
  defaultValue: n === 0 ? 3.25 : null,
}));
const snapshot: Snapshot = {
  asOf: '2026-06-01',
  currency: 'IDR',
  parameters,
  items: [
    { id: 1, code: 'A', price: { rateId: 'a', value: 11, effectiveDate: '2026-01-01' } },
    { id: 2, code: 'B', price: null },
    { id: 3, code: 'C', price: { rateId: 'c', value: 13, effectiveDate: '2026-01-01' } },
  ],
  routings: [],
};
const itemPrices = Float64Array.of(NaN, 11, NaN, 13);

function packYarns(yarns: readonly (readonly ParameterEntry[])[]): Uint8Array {
  const runs = yarns.map((own, n) => {
    const packed = packParameters(own);
    const head = new DataView(new ArrayBuffer(8));
    head.setInt32(0, YARN_IDS[n]!);
    head.setInt32(4, packed.length);
    return [new Uint8Array(head.buffer), packed];
  });
  return Buffer.concat(runs.flat());
}

describe('SlotLoader', () => {
  it('gives each variant what its readable twin gives, whatever the one before it overrode', () => {
    fc.assert(
      fc.property(world, ({ routing, yarns, sets, variants }) => {
        const definition: RoutingDefinition = {
          id: 1,
          code: 'R',
          outputUnit: 'kg',
          outputQuantity: '1',
          steps: [],
          parameters: routing,
        };
        const yarnParameters = new YarnParameters(packYarns(yarns));
        const keys = READ_IDS.map((id) => `p${id}`);
        const loader = new SlotLoader(keys, definition, snapshot, itemPrices, yarnParameters);
        for (const [pick, yarnId, value] of variants) {
          const own = sets[pick % sets.length]!.map((id): ParameterEntry => [
            id,
            isItem(id) ? 1 + ((pick + id) % 4) : value * id,
          ]);
          const packed = packParameters(own);
          // Among other bytes, as in a COPY.
          const framed = Uint8Array.of(...NOISE, ...packed, ...NOISE);
          loader.load(yarnId, new DataView(framed.buffer), NOISE.length, NOISE.length + packed.length);
          const holders = { variant: packed, masterYarn: yarnParameters.get(yarnId), routing: definition };
          const expected = READ_IDS.map(
            (id) =>
              resolveValue(
                snapshot,
                parameters.find((parameter) => parameter.id === id)!,
                holders,
              ).value ?? NaN,
          );
          expect([...loader.slots.slice(0, READ_IDS.length)]).toEqual(expected);
        }
      }),
      { numRuns: 100 },
    );
  });
});

describe('YarnParameters', () => {
  it('finds each of many yarns, and nothing for others', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer(), { maxLength: 500 }), fc.array(fc.integer()), (ids, others) => {
        const runs = ids.map((id, n) => {
          const run = new DataView(new ArrayBuffer(8 + 10 * (n % 3)));
          run.setInt32(0, id);
          run.setInt32(4, 10 * (n % 3));
          return new Uint8Array(run.buffer);
        });
        const yarns = new YarnParameters(Buffer.concat(runs));
        ids.forEach((id, n) => expect(yarns.get(id).length).toBe(10 * (n % 3)));
        for (const id of others) if (!ids.includes(id)) expect(yarns.find(id)).toBe(-1);
      }),
    );
  });
});
