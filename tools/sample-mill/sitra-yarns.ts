import { csvRows } from './csv.js';
import type { SampleRate } from './market-rates.js';

/** A yarn of the survey: its code as people and URLs use it, and what the survey's own code says. */
export interface SurveyedYarn {
  /** `2-30s-K-DHPR` for the survey's `2/30s K-DHPR`. */
  readonly code: string;
  readonly name: string;
  readonly countNe: number;
  readonly plies: number;
  readonly system: 'OPEN_END' | 'CARDED' | 'COMBED' | 'HOSIERY' | 'POLYESTER_COTTON' | 'POLYESTER_VISCOSE';
  readonly isCompact: boolean;
  readonly isExport: boolean;
  /** Per cent of the first fibre of a blend; 0 for cotton. */
  readonly fibre1Pct: number;
  /** INR per kg, as printed. */
  readonly sellingPrice: string;
  readonly rawMaterialCost: string;
}

const SYSTEMS = {
  OE: 'OPEN_END',
  K: 'CARDED',
  C: 'COMBED',
  CH: 'HOSIERY',
  'P/C-K': 'POLYESTER_COTTON',
  'P/V': 'POLYESTER_VISCOSE',
} as const;
const CODE =
  /^(?:(?<plies>\d)\/)?(?<ne>\d+)s (?<system>OE|CH|C|K|P\/C-K|P\/V)(?<compact>-Comp)?(?<ex>-Ex)?(?<hank>-[DS]HPR)?(?: \((?<share>\d+):\d+\))?$/;
const WORDS: Record<SurveyedYarn['system'], string> = {
  OPEN_END: 'cotton, open-end',
  CARDED: 'cotton, carded',
  COMBED: 'cotton, combed',
  HOSIERY: 'cotton, combed hosiery',
  POLYESTER_COTTON: 'polyester/cotton, carded',
  POLYESTER_VISCOSE: 'polyester/viscose',
};
/** The survey's averages are those of one month. */
const MONTH = { effective_date: '2015-04-01', expired_date: '2015-05-01' } as const;

export function surveyedYarns(csv: string): SurveyedYarn[] {
  return csvRows(csv).map((row) => {
    const printed = row['count_code'] ?? '';
    const parts = CODE.exec(printed)?.groups;
    if (!parts) throw new Error(`'${printed}' is no count code of the survey`);
    const plies = parts['plies'] === undefined ? 1 : Number(parts['plies']);
    const system = SYSTEMS[parts['system'] as keyof typeof SYSTEMS];
    const finish = `${parts['compact'] ? ', compact' : ''}${parts['ex'] ? ', export' : ''}${parts['hank'] ? `, ${parts['hank'].slice(1)}` : ''}`;
    return {
      code: printed
        .replace(/ \((\d+):(\d+)\)/, '-$1-$2')
        .replace('P/', 'P')
        .replace(/[ /]/g, '-'),
      name: `${plies > 1 ? `${plies}/` : ''}${parts['ne']}s ${WORDS[system]}${finish}`,
      countNe: Number(parts['ne']),
      plies,
      system,
      isCompact: parts['compact'] !== undefined,
      isExport: parts['ex'] !== undefined,
      fibre1Pct: Number(parts['share'] ?? 0),
      sellingPrice: row['yarn_selling_price_rs_kg'] ?? '',
      rawMaterialCost: row['raw_material_cost_rs_kg'] ?? '',
    };
  });
}

/** Code of the item that holds the surveyed raw material cost of a kg of this yarn. */
export function fibreItem({ code }: Pick<SurveyedYarn, 'code'>): string {
  return `FIBRE-IN-${code}`;
}

/** Each yarn is two items: what it sells at, and what the fibre in a kg of it costs. */
export function yarnItems(yarns: readonly SurveyedYarn[]): { code: string; name: string; unit: string }[] {
  return yarns.flatMap((yarn) => [
    { code: yarn.code, name: yarn.name, unit: 'kg' },
    { code: fibreItem(yarn), name: `Fibre in a kg of ${yarn.name}`, unit: 'kg' },
  ]);
}

export function yarnRates(yarns: readonly SurveyedYarn[]): SampleRate[] {
  return yarns.flatMap((yarn) => [
    { item: yarn.code, rate_value: yarn.sellingPrice, ...MONTH },
    { item: fibreItem(yarn), rate_value: yarn.rawMaterialCost, ...MONTH },
  ]);
}
