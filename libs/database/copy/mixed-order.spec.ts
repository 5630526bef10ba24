import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mixedOrder } from './mixed-order.js';
import { SummaryRows } from './summary-rows.js';

const PAGE_ROWS = 100;
const ID = new DataView(new ArrayBuffer(16));

/** The places of rows of these groups, mixed. */
function mixed(groups: readonly number[]): number[] {
  const rows = new SummaryRows(groups.length);
  for (const group of groups) rows.add(ID, 0, new Float64Array(3), group);
  return [...mixedOrder(rows).subarray(0, groups.length)];
}

const sevens = (order: readonly number[]): number[][] =>
  Array.from({ length: Math.ceil(order.length / 7) }, (_, n) => order.slice(7 * n, 7 * n + 7));

describe('the order of rows in a block', () => {
  it('takes every row once, whatever the groups', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(40), { maxLength: 500 }), (groups) => {
        expect(mixed(groups).sort((a, b) => a - b)).toEqual(groups.map((_, place) => place));
      }),
    );
  });

  it('gives a group that has up to a seventh of the rows a seventh of few pages', () => {
    // Ten groups of a tenth each but for the last, which has as many rows as `rare` says.
    const shares = fc.array(fc.nat(9_999), { minLength: 4_000, maxLength: 4_000 });
    fc.assert(
      fc.property(shares, fc.integer({ min: 1, max: 400 }), (numbers, rare) => {
        const groups = numbers.map((number, n) => (n < rare ? 9 : number % 9));
        const order = mixed(groups).map((place) => groups[place]!);
        for (const seven of sevens(order)) expect(seven.filter((group) => group === 9).length).toBeLessThanOrEqual(1);
        const pages = order.flatMap((group, place) => (group === 9 ? [Math.floor(place / PAGE_ROWS)] : []));
        expect(new Set(pages).size).toBeLessThanOrEqual(Math.ceil((7 * rare) / PAGE_ROWS) + 2);
      }),
      { numRuns: 30 },
    );
  });
});
