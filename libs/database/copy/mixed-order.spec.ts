import { describe, expect, it } from 'vitest';
import { Random } from '../../../test/oracle/random.js';
import { mixedOrder } from './mixed-order.js';
import { SummaryRows } from './summary-rows.js';

const PAGE_ROWS = 100;
const ID = new DataView(new ArrayBuffer(16));

function rowsOf(groups: readonly number[]): SummaryRows {
  const rows = new SummaryRows(groups.length);
  for (const group of groups) rows.add(ID, 0, new Float64Array(3), group);
  return rows;
}

const sevens = (order: readonly number[]): number[][] =>
  Array.from({ length: Math.ceil(order.length / 7) }, (_, n) => order.slice(7 * n, 7 * n + 7));

describe('the order of rows in a block', () => {
  it('takes every row once, whatever the groups', () => {
    const random = new Random(5);
    for (let n = 0; n < 200; n++) {
      const groupCount = 1 + random.below(40);
      const groups = Array.from({ length: random.below(3_000) }, () => random.below(groupCount));
      const order = [...mixedOrder(rowsOf(groups))].slice(0, groups.length);
      expect([...order].sort((a, b) => a - b)).toEqual(groups.map((_, place) => place));
    }
  });

  it('gives a group that has up to a seventh of the rows a seventh of few pages', () => {
    const random = new Random(6);
    for (let n = 0; n < 50; n++) {
      // The last group has 1 % of the rows, the others about a tenth each.
      const groups = Array.from({ length: 4_000 }, () => (random.chance(0.01) ? 9 : random.below(9)));
      const order = [...mixedOrder(rowsOf(groups))].slice(0, groups.length).map((place) => groups[place]!);
      for (const seven of sevens(order)) {
        for (let group = 0; group < 10; group++) {
          expect(seven.filter((other) => other === group).length).toBeLessThanOrEqual(1);
        }
      }
      const rare = order.flatMap((group, place) => (group === 9 ? [Math.floor(place / PAGE_ROWS)] : []));
      expect(new Set(rare).size).toBeLessThanOrEqual(Math.ceil((7 * rare.length) / PAGE_ROWS) + 2);
    }
  });
});
