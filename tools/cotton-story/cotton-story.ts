import { SampleMill } from '../sample-mill/sample-mill.js';
import type { CottonStory } from './cotton-table.js';
import { sampleAverages } from './routing-averages.js';

/** The dearest month of cotton in the data, and the cheapest after it. */
const BEFORE = { date: '2011-03-01', label: 'March 2011' };
const AFTER = { date: '2020-04-01', label: 'April 2020' };

/** What cotton did to the sample mill's own variants between its highest and its lowest price. */
export function sampleCottonStory(): CottonStory {
  const [before, after] = [new SampleMill(BEFORE.date), new SampleMill(AFTER.date)];
  const rupeesPerKg = after.rate('cotton_usd_kg') * after.rate('inr_per_usd');
  const cottonAlone = new SampleMill(BEFORE.date, { cotton_usd_kg: rupeesPerKg / before.rate('inr_per_usd') });
  return {
    currency: before.snapshot.currency,
    before: { label: BEFORE.label, averages: sampleAverages(before) },
    after: { label: AFTER.label, averages: sampleAverages(after) },
    cottonAlone: sampleAverages(cottonAlone),
  };
}
