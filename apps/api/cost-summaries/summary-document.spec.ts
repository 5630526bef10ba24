import { describe, expect, it } from 'vitest';
import { summaryDocument } from './summary-document.js';

const VARIANT = { variantId: 'id', sku: 'SJ-30', currency: 'IDR', outputUnit: 'kg', newestChange: null };
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
    expect(summaryDocument({ ...VARIANT, generation: 7, figures: FIGURES }, false)).toEqual({
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

  it('calls figures FAILED that an older job than the generation computed', () => {
    expect(summaryDocument({ ...VARIANT, generation: 8, figures: FIGURES }, false)).toMatchObject({
      status: 'FAILED',
      job_no: 7,
      total_overhead: '-0.000001',
    });
    expect(summaryDocument({ ...VARIANT, generation: 8, figures: FIGURES }, true).status).toBe('PENDING');
    // A later job may have renewed a row in place.
    expect(summaryDocument({ ...VARIANT, generation: 6, figures: FIGURES }, false).status).toBe('CURRENT');
  });

  it('has every field when nothing was ever computed', () => {
    const document = summaryDocument({ ...VARIANT, generation: 8, figures: null }, false);
    expect(document).toMatchObject({ sku: 'SJ-30', grand_total: null, job_no: null, as_of: null, status: 'NEVER' });
    expect(Object.keys(document)).toEqual(
      Object.keys(summaryDocument({ ...VARIANT, generation: 7, figures: FIGURES }, false)),
    );
  });
});
