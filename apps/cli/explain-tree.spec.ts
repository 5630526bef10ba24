import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { packParameters, explainVariant, type Snapshot, YarnParameters } from '#costing';
import { type ExplainedCost, explanationDocument } from '#database';
import { importTable } from './commands/import.js';
import { explanationTree, sharesOf } from './explain-tree.js';
import { decimalAligned, grouped, paintFor } from './number-columns.js';

const SNAPSHOT: Snapshot = {
  asOf: '2026-06-01',
  currency: 'IDR',
  parameters: [
    { id: 1, key: 'yarn', kind: 'ITEM', unit: null, baseValue: null, rate: null, defaultValue: 1 },
    { id: 2, key: 'yarn_kg', kind: 'NUMBER', unit: 'kg', baseValue: null, rate: null, defaultValue: 100 },
    { id: 3, key: 'hours', kind: 'NUMBER', unit: 'h', baseValue: null, rate: null, defaultValue: null },
    {
      id: 4,
      key: 'wage_per_hour',
      kind: 'NUMBER',
      unit: 'IDR/h',
      baseValue: null,
      rate: { rateId: '12', value: 22500, effectiveDate: '2026-01-01' },
      defaultValue: null,
    },
  ],
  items: [{ id: 1, code: 'RING-30', price: { rateId: '7', value: 45250.5, effectiveDate: '2026-05-01' } }],
  routings: [
    {
      id: 1,
      code: 'SJ',
      outputUnit: 'kg',
      outputQuantity: 'yarn_kg * 0.98',
      parameters: [],
      steps: [
        { code: 'YARN', process: null, costComponent: 'MATERIAL', formula: 'yarn_kg\n  * yarn // bought' },
        { code: 'LABOUR', process: 'KNIT', costComponent: 'PROCESS', formula: 'hours * wage_per_hour' },
        { code: 'CREDIT', process: null, costComponent: 'OVERHEAD', formula: '-0.01 * cost_so_far' },
      ],
    },
  ],
};

function explained(hours: number | null): ExplainedCost {
  const parameters = packParameters(hours === null ? [] : [[3, hours]]);
  const variant = { masterYarnId: 1, routingId: 1, parameters };
  return {
    variant: { ...variant, id: 'id', sku: 'SJ-30', masterYarn: 'COTTON', isActive: true, updatedAt: '' },
    asOf: SNAPSHOT.asOf,
    currency: SNAPSHOT.currency,
    jobNo: 3,
    baseParams: {},
    explanation: explainVariant(SNAPSHOT, new YarnParameters(new Uint8Array(0)), variant)!,
  };
}

const plain = paintFor({ isTTY: false } as NodeJS.WriteStream);

describe('explanationTree', () => {
  it('shows steps, inputs with source and date, and aligned totals', () => {
    expect(explanationTree(explained(6.5), plain)).toMatchInlineSnapshot(`
      "SJ-30
        routing      SJ
        master yarn  COTTON
        rates        as of 2026-06-01, job 3
        amounts      IDR; steps for the lot, totals per kg

        1  YARN    material        4,525,050.000000
            = yarn_kg
              * yarn // bought
              ├ yarn_kg     100    kg  default
              └ yarn     45,250.5      price of RING-30 since 2026-05-01 (item from default)

        2  LABOUR  process   KNIT    146,250.000000
            = hours * wage_per_hour
              ├ hours               6.5  h      variant
              └ wage_per_hour  22,500    IDR/h  rate since 2026-01-01

        3  CREDIT  overhead          -46,713.000000
            = -0.01 * cost_so_far
              └ cost_so_far  4,671,300  running total

           Output of the lot              98.000000 kg
            = yarn_kg * 0.98
              └ yarn_kg  100  kg  default

        IDR                    lot         per kg    share
        Material  4,525,050.000000  46,173.979592   97.8 %
        Process     146,250.000000   1,492.346939    3.2 %
        Overhead    -46,713.000000    -476.663265   -1.0 %
        ──────────────────────────────────────────────────
        Total     4,624,587.000000  47,189.663266  100.0 %
      "
    `);
  });

  it('ends with the reason when there is no cost', () => {
    expect(explanationTree(explained(null), plain)).toMatchInlineSnapshot(`
      "SJ-30
        routing      SJ
        master yarn  COTTON
        rates        as of 2026-06-01, job 3
        amounts      IDR; steps for the lot, totals per kg

        1  YARN    material        4,525,050.000000
            = yarn_kg
              * yarn // bought
              ├ yarn_kg     100    kg  default
              └ yarn     45,250.5      price of RING-30 since 2026-05-01 (item from default)

        2  LABOUR  process   KNIT          –
            = hours * wage_per_hour
              ├ hours               –  h      has no value
              └ wage_per_hour  22,500  IDR/h  rate since 2026-01-01

      No cost: LABOUR: parameter 'hours' has no value at column 1.
      "
    `);
  });
});

describe('explanationDocument', () => {
  it("shows a job's own values where it has some", () => {
    const cost = { ...explained(6.5), baseParams: { hours: 2 } };
    expect(explanationDocument(cost)).toMatchObject({ base_params: { hours: 2 } });
    expect(explanationTree(cost, plain)).toContain('job values   hours = 2');
  });

  it('has exactly the fields of the contract', () => {
    const { steps, ...rest } = explanationDocument(explained(6.5)) as { steps: object[] };
    expect(rest).toEqual({
      sku: 'SJ-30',
      variant_id: 'id',
      routing: 'SJ',
      as_of: '2026-06-01',
      job_no: 3,
      currency: 'IDR',
      output_quantity: 98,
      output_unit: 'kg',
      total_material_cost: '46173.979592',
      total_process_cost: '1492.346939',
      total_overhead: '-476.663265',
      grand_total: '47189.663266',
    });
    expect(steps).toHaveLength(3);
    expect(steps[0]).toEqual({
      code: 'YARN',
      process: null,
      cost_component: 'MATERIAL',
      formula: 'yarn_kg\n  * yarn // bought',
      value: 4525050,
      inputs: {
        yarn_kg: { value: 100, source: 'DEFAULT' },
        yarn: { value: 45250.5, source: 'ITEM_PRICE', rate_id: '7', effective_date: '2026-05-01', item: 'RING-30' },
      },
    });
  });

  it('has an error and no totals when there is no cost', () => {
    expect(explanationDocument(explained(null))).toMatchObject({
      output_quantity: null,
      grand_total: null,
      error: { code: 'MISSING_PARAMETER', step: 'LABOUR', name: 'hours' },
    });
  });
});

describe('importTable', () => {
  it('counts part by part', () => {
    expect(importTable({ variants: { inserted: 1200000, updated: 3, unchanged: 0 } }).join('\n'))
      .toMatchInlineSnapshot(`
      "                inserted     updated   unchanged
      variants       1,200,000           3           0"
    `);
    expect(importTable({}).join('\n')).toContain('nothing to import');
  });
});

describe('numbers', () => {
  it('are grouped by thousands and aligned at the point', () => {
    expect(['1', '-1234.5678', '1234567', '999', '–'].map(grouped)).toEqual([
      '1',
      '-1,234.5678',
      '1,234,567',
      '999',
      '–',
    ]);
    expect(decimalAligned(['1', '22.5', '333.25'])).toEqual(['  1   ', ' 22.5 ', '333.25']);
  });
});

describe('shares', () => {
  it('add up to 100.0', () => {
    expect(sharesOf([6664, 2274, 1062])).toEqual(['66.7 %', '22.7 %', '10.6 %']);
    expect(sharesOf([1, 1, 1])).toEqual(['33.4 %', '33.3 %', '33.3 %']);
    expect(sharesOf([-50, 150, 0])).toEqual(['-50.0 %', '150.0 %', '0.0 %']);
    expect(sharesOf([0, 0, 0])).toEqual(['', '', '']);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -1_000, max: 1_000_000 }), { minLength: 3, maxLength: 3 }), (amounts) => {
        const sum = amounts.reduce((a, b) => a + b, 0);
        fc.pre(sum !== 0);
        const tenths = sharesOf(amounts).map((share) => Math.round(Number.parseFloat(share) * 10));
        expect(tenths.reduce((a, b) => a + b, 0)).toBe(1_000);
        amounts.forEach((amount, n) => expect(Math.abs(tenths[n]! - (amount / sum) * 1_000)).toBeLessThan(1 + 1e-6));
      }),
    );
  });
});
