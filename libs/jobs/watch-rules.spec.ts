import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BY_ITSELF, type ShownJob, watchAfterRelease } from './watch-rules.js';

const TODAY = '2026-06-30';
const job = (changes: Partial<ShownJob> = {}): ShownJob => ({
  ...{ jobNo: 7, mode: 'FULL', asOf: TODAY, isAsOfToday: true, baseParams: {}, requestedBy: 'OPERATOR' },
  ...changes,
});
const BY_HAND = { today: TODAY, isOlder: false };

describe('what a release means for the watch', () => {
  it.each([
    ['a full job as of today', job(), BY_ITSELF, 'RESUMED'],
    ['a delta as of today', job({ mode: 'DELTA' }), BY_ITSELF, null],
    ['a job asked for as of another date', job({ isAsOfToday: false }), BY_ITSELF, 'OTHER_DATE'],
    ['a job that ends after midnight', job({ asOf: '2026-06-29' }), BY_ITSELF, 'RESUMED'],
    ['the same, released by hand', job({ asOf: '2026-06-29' }), BY_HAND, 'OTHER_DATE'],
    ['a job of a date that has come since', job({ isAsOfToday: false }), BY_HAND, 'RESUMED'],
    ['own values', job({ baseParams: { kwh: 3 } }), BY_ITSELF, 'OWN_VALUES'],
    ['own values of a delta', job({ mode: 'DELTA', baseParams: { kwh: 3 } }), BY_HAND, 'OWN_VALUES'],
    ['an older state', job(), { ...BY_HAND, isOlder: true }, 'OLDER_STATE'],
    ['a delta of the watch', job({ mode: 'DELTA', requestedBy: 'WATCH' }), BY_ITSELF, null],
  ] as const)('%s', (_, shown, decision, after) => expect(watchAfterRelease(shown, decision)).toBe(after));

  it('goes on only where readers see the catalogue as of today', () => {
    const jobs = fc.record({
      jobNo: fc.nat(),
      mode: fc.constantFrom('FULL', 'DELTA'),
      asOf: fc.constantFrom(TODAY, '2026-06-29', '2026-07-01'),
      isAsOfToday: fc.boolean(),
      baseParams: fc.constantFrom({}, { kwh: 3 }),
      requestedBy: fc.constant('OPERATOR'),
    }) as fc.Arbitrary<ShownJob>;
    const decisions = fc.record({ today: fc.constantFrom(null, TODAY), isOlder: fc.boolean() });
    fc.assert(
      fc.property(jobs, decisions, (shown, decision) => {
        const isToday = decision.today === null ? shown.isAsOfToday : shown.asOf === decision.today;
        const isCatalogue = isToday && Object.keys(shown.baseParams).length === 0 && !decision.isOlder;
        const after = watchAfterRelease(shown, decision);
        if (!isCatalogue) expect(['OTHER_DATE', 'OWN_VALUES', 'OLDER_STATE']).toContain(after);
        else expect(after).toBe(shown.mode === 'FULL' ? 'RESUMED' : null);
      }),
    );
  });
});
