import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AffectedPredicate, compareInputs, isAffected, joinParts } from '#costing';
import {
  costsOf,
  editCatalogue,
  type RandomCatalogue,
  randomCatalogue,
  readingsOf,
  snapshotOf,
  yarnsOf,
} from './random-catalogue.js';
import { Random } from './random.js';

const RUNS = 200;
const VARIANTS = 40;
/** A yarn may begin to hold just the value that its variants had from elsewhere. */
const NAMED_TOO_MANY_MAX = 1.02;

const inputsOf = (catalogue: RandomCatalogue) => ({
  snapshot: snapshotOf(catalogue),
  yarnParameters: yarnsOf(catalogue),
});

/** A catalogue, the same after some edits, and the variants that a comparison of the two names. */
function edited(seed: number, edits: number) {
  const random = new Random(seed);
  const before = randomCatalogue(random, VARIANTS);
  const after: RandomCatalogue = {
    ...before,
    parameters: [...before.parameters],
    items: [...before.items],
    routings: [...before.routings],
    yarns: new Map(before.yarns),
  };
  const told = Array.from({ length: edits }, () => editCatalogue(random, after));
  const differences = compareInputs(inputsOf(before), inputsOf(after));
  return { before, after, told, predicate: joinParts(differences.map(({ part }) => part)) };
}

describe('what two snapshots differ in', () => {
  it('names every variant whose cost differs, and hardly one that reads the same as before', () => {
    const counts = { changed: 0, readsOther: 0, named: 0 };
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 1, max: 3 }), (seed, edits) => {
        const { before, after, told, predicate } = edited(seed, edits);
        const [costs, newCosts] = [costsOf(before), costsOf(after)];
        const [reads, newReads] = [readingsOf(before), readingsOf(after)];
        before.variants.forEach((variant, n) => {
          const [isChanged, isNamed] = [costs[n] !== newCosts[n], isAffected(predicate, variant)];
          if (isChanged) counts.changed++;
          if (reads[n] !== newReads[n]) counts.readsOther++;
          if (isNamed) counts.named++;
          if (isChanged && !isNamed) {
            expect.fail(JSON.stringify({ told, variant, costs: [costs[n], newCosts[n]], predicate }));
          }
        });
      }),
      { numRuns: RUNS },
    );
    expect(counts.changed, JSON.stringify(counts)).toBeGreaterThan(RUNS);
    expect(counts.named, JSON.stringify(counts)).toBeLessThan(NAMED_TOO_MANY_MAX * counts.readsOther);
  });

  it('is nothing where nothing differs, or only words do', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const catalogue = randomCatalogue(new Random(seed), 0);
        const reworded = catalogue.routings.map((routing) => ({
          ...routing,
          code: `${routing.code} B`,
          outputQuantity: `(${routing.outputQuantity}) // of the lot`,
        }));
        const after = {
          ...inputsOf(catalogue),
          snapshot: { ...snapshotOf(catalogue), asOf: '2027-01-01', routings: reworded },
        };
        expect(compareInputs(inputsOf(catalogue), after)).toEqual([]);
      }),
    );
  });
});

describe('joinParts', () => {
  it('takes the same variants as its parts, or more when there are too many of them', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 1, max: 3 }), (seed, edits) => {
        const { before, after, predicate } = edited(seed, edits);
        const parts = compareInputs(inputsOf(before), inputsOf(after)).map(({ part }) => part);
        const taken = (one: AffectedPredicate): string[] =>
          before.variants.filter((variant) => isAffected(one, variant)).map(({ id }) => id);
        expect(taken(predicate)).toEqual(taken({ parts }));
      }),
      { numRuns: 300 },
    );
    const many = Array.from({ length: 65 }, (_, parameterId) => ({
      kind: 'HOLDS_ITEM' as const,
      parameterId,
      routingIds: [1, 2],
      itemIds: [1],
    }));
    expect(joinParts(many)).toEqual({ parts: [{ kind: 'ROUTINGS', routingIds: [1, 2] }] });
  });
});
