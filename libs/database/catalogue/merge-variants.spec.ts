import fc from 'fast-check';
import { expect, it } from 'vitest';
import { packParameters } from '#costing';
import { eachDifference } from './merge-variants.js';

const ENTRIES = fc.uniqueArray(fc.tuple(fc.integer({ min: -4, max: 8 }), fc.constantFrom(0, 1, -2.5)), {
  selector: ([id]) => id,
});

it('tells of each parameter that differs between two packed runs, and of no other', () => {
  fc.assert(
    fc.property(ENTRIES, ENTRIES, (before, after) => {
      const found: [number, number | null, number | null][] = [];
      const packed = (entries: readonly (readonly [number, number])[]) => Buffer.from(packParameters(entries));
      eachDifference(packed(before), packed(after), (...difference) => found.push(difference));
      const [was, is] = [new Map(before), new Map(after)];
      const ids = [...new Set([...was.keys(), ...is.keys()])].sort((a, b) => a - b);
      const expected = ids.map((id) => [id, was.get(id) ?? null, is.get(id) ?? null] as const);
      expect(found).toEqual(expected.filter(([, a, b]) => a !== b));
    }),
  );
});
