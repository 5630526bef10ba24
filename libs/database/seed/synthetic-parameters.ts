/** A parameter of the synthetic mill: every variant has its own value between `low` and `high`. */
export interface SyntheticParameter {
  readonly key: string;
  readonly label: string;
  readonly unit: string;
  readonly group: string;
  readonly low: number;
  readonly high: number;
}

export const PARAMETERS_MAX = 250;

/** What the formulas of every routing read, with ranges of a composite mill. */
const LOT: readonly SyntheticParameter[] = [
  of('lot_kg', 'Lot size', 'kg', 'lot', 400, 2_000),
  of('yarn_count_ne', 'Yarn count', 'Ne', 'yarn', 8, 60),
  of('waste_pct', 'Fibre waste', '%', 'material', 2, 18),
  of('kwh_per_kg', 'Spinning energy', 'kWh/kg', 'energy', 1.2, 5.5),
  of('labour_hours', 'Labour', 'h/lot', 'labour', 4, 60),
  of('machine_hours', 'Machine time', 'h/lot', 'machines', 6, 90),
  of('twist_per_inch', 'Twist', 'TPI', 'yarn', 8, 32),
  of('shade_pct', 'Depth of shade', '% owf', 'wet processing', 0.1, 6),
  of('liquor_ratio', 'Liquor ratio', 'l/kg', 'wet processing', 4, 12),
  of('chemical_kg', 'Auxiliaries', 'kg/lot', 'wet processing', 1, 30),
  of('packing_cost_per_kg', 'Packing material', 'per kg', 'packing', 0.5, 8),
  of('overhead_pct', 'Overhead on conversion', '%', 'overhead', 5, 20),
];

/** Processes for which further parameters exist, one for each of `USES`. */
export const DETAILED_PROCESSES = [
  'blow_room',
  'carding',
  'drawing',
  'combing',
  'roving',
  'ring_spinning',
  'rotor_spinning',
  'winding',
  'doubling',
  'warping',
  'sizing',
  'weaving',
  'knitting',
  'bleaching',
  'mercerizing',
  'dyeing',
  'printing',
  'finishing',
  'inspection',
  'packing',
] as const;
export type DetailedProcess = (typeof DETAILED_PROCESSES)[number];

/** What a kilogram uses up in one process: range, unit, and the term that prices it (`x` is the parameter). */
const USES = [
  { suffix: 'kwh_per_kg', unit: 'kWh/kg', low: 0.02, high: 0.6, term: (x: string) => `${x} * power_tariff` },
  { suffix: 'minutes_per_kg', unit: 'min/kg', low: 0.05, high: 1.5, term: (x: string) => `${x} / 60 * wage_per_hour` },
  { suffix: 'spares_per_kg', unit: 'per kg', low: 0.02, high: 0.4, term: (x: string) => x },
  { suffix: 'steam_per_kg', unit: 'kg/kg', low: 0.05, high: 1.2, term: (x: string) => `${x} * steam_price` },
  { suffix: 'water_per_kg', unit: 'l/kg', low: 0.5, high: 20, term: (x: string) => `${x} / 1000 * water_price` },
  { suffix: 'chemical_per_kg', unit: 'g/kg', low: 0.2, high: 10, term: (x: string) => `${x} / 1000 * chemical_price` },
  { suffix: 'air_per_kg', unit: 'm3/kg', low: 0.1, high: 2, term: (x: string) => `${x} * air_price` },
  { suffix: 'oil_per_kg', unit: 'g/kg', low: 0.05, high: 1, term: (x: string) => `${x} / 1000 * oil_price` },
  { suffix: 'upkeep_per_kg', unit: 'per kg', low: 0.02, high: 0.5, term: (x: string) => x },
  { suffix: 'depreciation_per_kg', unit: 'per kg', low: 0.05, high: 2, term: (x: string) => x },
  { suffix: 'testing_per_kg', unit: 'per kg', low: 0.01, high: 0.2, term: (x: string) => x },
  { suffix: 'handling_per_kg', unit: 'per kg', low: 0.02, high: 0.3, term: (x: string) => x },
] as const;

/** Use by use, not process by process: so any number of parameters touches every routing. */
const DETAILS: readonly SyntheticParameter[] = USES.flatMap(({ suffix, unit, low, high }) =>
  DETAILED_PROCESSES.map((process) => {
    const label = `${words(process)}: ${words(suffix.replace('_per_kg', ''))}`;
    return of(`${process}_${suffix}`, label, unit, words(process), low, high);
  }),
);

/** The first `count` parameters (1 … 250); the lot's own are always there, those beyond `count` as defaults. */
export function syntheticParameters(count: number): {
  onVariants: readonly SyntheticParameter[];
  byDefault: readonly SyntheticParameter[];
} {
  const all = [...LOT, ...DETAILS];
  return { onVariants: all.slice(0, count), byDefault: LOT.slice(count) };
}

/** Priced sum over the process's details among `keys`, per kg; null when there is none. */
export function detailCost(process: DetailedProcess, keys: ReadonlySet<string>): string | null {
  const terms = USES.filter(({ suffix }) => keys.has(`${process}_${suffix}`)).map(({ suffix, term }) =>
    term(`${process}_${suffix}`),
  );
  return terms.length === 0 ? null : terms.join(' + ');
}

function of(key: string, label: string, unit: string, group: string, low: number, high: number): SyntheticParameter {
  return { key, label, unit, group, low, high };
}

function words(key: string): string {
  return key.replaceAll('_', ' ');
}
