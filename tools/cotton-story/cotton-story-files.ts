import { format } from 'prettier';
import { cottonPlot } from './cotton-plot.js';
import { sampleCottonStory } from './cotton-story.js';
import { cottonTable } from './cotton-table.js';

const INTRODUCTION = `# What cotton did: March 2011 and April 2020

In March 2011 the A index stood at 5.0634 USD/kg, the highest month in the data; in April 2020 at 1.4006 USD/kg, the
lowest since. In rupees a kilogram of it cost 236.31 and 103.78. Below is what that did to the sample mill, as means of
the variants in \`examples/variants.json\`, each counting the same. Between the two dates only published prices differ:
cotton, the exchange rate, coal, gas and crude oil; the mill's own rates are the same on both. The last column
prices March 2011 with the cotton of April 2020 and nothing else changed.

![Stacked bars: material, process and overhead of each routing on both dates](cotton-2011-2020.svg)
`;

const READING = `
How to read it: cotton is material, so nearly all of the fall is there; process falls a little, by crude oil (diesel
sets), coal (steam) and gas (stenters); overhead moves only where it is a percentage of process. Fine and finished goods
feel cotton least, since spinning and finishing do not care what the fibre cost. Fabrics of polyester and viscose and
the finishing service do not see cotton at all, or only by the cotton in polyester/cotton.

Both dates by hand: \`npm run -s costing -- explain KD-30CH-NAVY-160 --as-of 2011-03-01\`, then \`--as-of 2020-04-01\`.
`;

/** The story's files by their names in \`docs\`, formatted as the repository formats them. */
export async function cottonStoryFiles(): Promise<Map<string, string>> {
  const story = sampleCottonStory();
  const document = `${INTRODUCTION}\n${cottonTable(story)}\n${READING}`;
  return new Map([
    ['cotton-2011-2020.md', await format(document, { parser: 'markdown', printWidth: 120 })],
    ['cotton-2011-2020.svg', cottonPlot(story)],
  ]);
}
