import { format } from 'prettier';
import { masterYarn } from './master-yarns.js';
import { exchangeRates, marketRates } from './market-rates.js';
import { surveyedYarns, yarnItems, yarnRates } from './sitra-yarns.js';

/** The raw data below `examples/data`, as text. */
export interface SampleMillData {
  readonly yarnSurvey: string;
  readonly pinkSheet: string;
  readonly exchangeRates: string;
}

/** Every generated file of `examples/` by its name, formatted as the repository formats JSON. */
export async function sampleMillFiles(data: SampleMillData): Promise<Map<string, string>> {
  const yarns = surveyedYarns(data.yarnSurvey);
  const files = {
    'market-rates.json': { price_rates: [...marketRates(data.pinkSheet), ...exchangeRates(data.exchangeRates)] },
    'yarn-prices.json': { items: yarnItems(yarns), price_rates: yarnRates(yarns) },
    'yarns.json': { master_yarns: yarns.map(masterYarn) },
  };
  const texts = await Promise.all(
    Object.entries(files).map(async ([name, document]): Promise<[string, string]> => [name, await formatted(document)]),
  );
  return new Map(texts);
}

/** One element a line where it fits: prettier keeps an object on one line that starts on one. */
function formatted(document: Readonly<Record<string, readonly object[]>>): Promise<string> {
  const parts = Object.entries(document).map(
    ([name, rows]) => `${JSON.stringify(name)}: [\n${rows.map((row) => JSON.stringify(row)).join(',\n')}\n]`,
  );
  return format(`{\n${parts.join(',\n')}\n}`, { parser: 'json', printWidth: 120 });
}
