import { describe, expect, it } from 'vitest';
import { statusOf } from '#database';
import { summaryDocument } from './summary-document.js';

const VARIANT = {
  variantId: 'id',
  sku: 'SJ-30',
  currency: 'IDR',
  outputUnit: 'kg',
  newestChange: null,
  generation: 7,
  epoch: 1,
  storedBy: 7,
};
const FIGURES = {
  materialMicros: 9_007_199_254_740_991n,
  processMicros: 9_007_199_254_740_990n,
  overheadMicros: -1n,
  jobNo: 7,
  asOf: '2026-06-30',
  calculatedAt: '2026-07-01T00:00:00.000Z',
};

describe('summaryDocument', () => {
  it('adds and writes the largest amounts to the last digit', () => {
    expect(summaryDocument({ ...VARIANT, figures: FIGURES }, 'CURRENT')).toEqual({
      variant_id: 'id',
      sku: 'SJ-30',
      currency: 'IDR',
      output_unit: 'kg',
      total_material_cost: '9007199254.740991',
      total_process_cost: '9007199254.740990',
      total_overhead: '-0.000001',
      grand_total: '18014398509.481980',
      job_no: 7,
      as_of: '2026-06-30',
      calculated_at: '2026-07-01T00:00:00.000Z',
      status: 'CURRENT',
    });
  });

  it('calls figures FAILED that an older job than the generation computed, or that a later one could not renew', () => {
    const status = (storedBy: number | null, generation: number | null, isPending = false): string =>
      statusOf({ storedBy, generation }, isPending);
    expect([status(7, 8), status(-9, 8), status(8, 8)]).toEqual(['FAILED', 'FAILED', 'CURRENT']);
    expect([status(7, 8, true), status(8, 8, true)]).toEqual(['PENDING', 'PENDING']);
    // A later job may have renewed a row in place.
    expect(status(7, 6)).toBe('CURRENT');
    expect([status(null, 8), status(null, null), status(null, 8, true)]).toEqual(['NEVER', 'NEVER', 'NEVER']);
  });

  it('has every field when nothing was ever computed', () => {
    const document = summaryDocument({ ...VARIANT, figures: null }, 'NEVER');
    expect(document).toMatchObject({ sku: 'SJ-30', grand_total: null, job_no: null, as_of: null, status: 'NEVER' });
    expect(Object.keys(document)).toEqual(Object.keys(summaryDocument({ ...VARIANT, figures: FIGURES }, 'CURRENT')));
  });
});
