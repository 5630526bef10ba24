import type { CostComponent } from '#costing';
import { detailCost, type DetailedProcess, DETAILED_PROCESSES } from './synthetic-parameters.js';

export interface SyntheticStep {
  readonly code: string;
  readonly process?: string;
  readonly cost_component: CostComponent;
  readonly formula: string;
}

export interface SyntheticRouting {
  readonly code: string;
  readonly name: string;
  readonly output_unit: string;
  readonly output_quantity: string;
  readonly steps: readonly SyntheticStep[];
}

/** Formula of each process for a lot, and where its cost goes when that is not PROCESS. */
const PROCESS_FORMULAS: Readonly<Record<DetailedProcess, string>> = {
  blow_room: 'INPUT_KG * kwh_per_kg * 0.08 * power_tariff',
  carding: 'INPUT_KG * kwh_per_kg * 0.12 * power_tariff + INPUT_KG / 55 * machine_hour_rate * 0.2',
  drawing: 'lot_kg * kwh_per_kg * 0.05 * power_tariff',
  combing: 'lot_kg * kwh_per_kg * 0.07 * power_tariff + max(INPUT_KG - lot_kg, 0) * 0.4',
  roving: 'lot_kg * (kwh_per_kg * 0.09 * power_tariff + clamp(yarn_count_ne / 40, 0.25, 1.25))',
  ring_spinning: 'lot_kg * (kwh_per_kg * 0.55 * power_tariff + sqrt(yarn_count_ne) * twist_per_inch / 60)',
  rotor_spinning: 'lot_kg * (kwh_per_kg * 0.4 * power_tariff + (yarn_count_ne / 20) ** 1.2 * twist_per_inch / 25)',
  winding: 'machine_hours * machine_hour_rate * 0.15 + lot_kg * yarn_count_ne / 4800 * wage_per_hour',
  doubling: 'twist_per_inch > 0 ? lot_kg * twist_per_inch / 18 : 0',
  warping: 'machine_hours * 0.1 * machine_hour_rate + ceil(lot_kg / 250) * 0.5 * wage_per_hour',
  sizing: 'lot_kg * (0.08 * chemical_price * 0.3 + 0.9 * steam_price)',
  weaving: 'machine_hours * machine_hour_rate + METRES * 0.02 * power_tariff',
  knitting: 'machine_hours * machine_hour_rate * (yarn_count_ne > 40 ? 1.15 : 1) + lot_kg * 0.3 * power_tariff',
  bleaching: 'lot_kg * liquor_ratio / 1000 * water_price + lot_kg * 0.6 * steam_price',
  mercerizing: 'lot_kg * (0.12 * chemical_price * 0.25 + 0.8 * steam_price)',
  dyeing:
    'lot_kg * shade_pct / 100 * dye_price + chemical_kg * chemical_price + lot_kg * liquor_ratio * (water_price / 1000 + 0.06 * steam_price)',
  printing: 'lot_kg * (1 + shade_pct / 2) * 0.9 + if(shade_pct >= 3, lot_kg * 0.35, 0)',
  finishing: 'lot_kg * 1.1 * steam_price + min(lot_kg, 1500) * 0.25',
  inspection: 'lot_kg / 120 * wage_per_hour',
  packing: 'lot_kg * packing_cost_per_kg',
};

const MATERIAL_PROCESSES: ReadonlySet<DetailedProcess> = new Set(['dyeing', 'packing']);

interface Plan {
  readonly code: string;
  readonly name: string;
  readonly processes: readonly DetailedProcess[];
  /** Sold by the metre; otherwise by the kilogram. */
  readonly byMetre?: true;
}

/** Every plan spins, runs machines by the hour, dyes and packs: so every routing reads every parameter of the lot. */
const PLANS: readonly Plan[] = [
  {
    code: 'RING-CARDED',
    name: 'Carded ring yarn, package dyed',
    processes: ['blow_room', 'carding', 'ring_spinning', 'winding', 'dyeing'],
  },
  {
    code: 'RING-COMBED',
    name: 'Combed ring yarn, package dyed',
    processes: ['combing', 'roving', 'ring_spinning', 'winding', 'dyeing'],
  },
  {
    code: 'OPEN-END',
    name: 'Open-end yarn, package dyed',
    processes: ['carding', 'rotor_spinning', 'winding', 'dyeing'],
  },
  {
    code: 'SEWING-THREAD',
    name: 'Mercerized sewing thread',
    processes: ['ring_spinning', 'doubling', 'winding', 'mercerizing', 'dyeing'],
  },
  {
    code: 'KNIT-JERSEY',
    name: 'Single jersey, piece dyed',
    processes: ['ring_spinning', 'knitting', 'bleaching', 'dyeing', 'inspection'],
  },
  {
    code: 'KNIT-RIB',
    name: 'Rib, piece dyed and finished',
    processes: ['drawing', 'rotor_spinning', 'knitting', 'dyeing', 'finishing'],
  },
  {
    code: 'WOVEN-POPLIN',
    name: 'Poplin, piece dyed',
    processes: ['ring_spinning', 'sizing', 'weaving', 'dyeing'],
    byMetre: true,
  },
  {
    code: 'WOVEN-DENIM',
    name: 'Denim, rope dyed',
    processes: ['rotor_spinning', 'warping', 'dyeing', 'weaving'],
    byMetre: true,
  },
  {
    code: 'TERRY-TOWEL',
    name: 'Terry towel, bleached and dyed',
    processes: ['rotor_spinning', 'weaving', 'bleaching', 'dyeing'],
    byMetre: true,
  },
  {
    code: 'PRINTED-SHEETING',
    name: 'Sheeting, printed',
    processes: ['ring_spinning', 'weaving', 'dyeing', 'printing'],
    byMetre: true,
  },
];

/** Ten routings of 8 to 12 steps that read, of the parameters in `keys`, those of their processes. */
export function syntheticRoutings(keys: ReadonlySet<string>): SyntheticRouting[] {
  return PLANS.map(({ code, name, processes, byMetre }) => ({
    code,
    name,
    output_unit: byMetre ? 'm' : 'kg',
    output_quantity: byMetre ? 'METRES' : 'lot_kg',
    steps: [
      memo('INPUT_KG', 'waste_pct < 100 ? lot_kg / (1 - waste_pct / 100) : lot_kg'),
      ...(byMetre ? [memo('METRES', 'lot_kg * max(yarn_count_ne, 1) / 6.5')] : []),
      { code: 'FIBRE', cost_component: 'MATERIAL', formula: 'INPUT_KG * fibre' },
      { code: 'WASTE_SALE', cost_component: 'MATERIAL', formula: '-(INPUT_KG - lot_kg) * waste_price' },
      ...processes.map((process) => processStep(process, keys)),
      { code: 'LABOUR', cost_component: 'PROCESS', formula: 'labour_hours * wage_per_hour' },
      processStep('packing', keys),
      { code: 'OVERHEAD', cost_component: 'OVERHEAD', formula: 'process_so_far * overhead_pct / 100' },
    ],
  }));
}

/** Every process that a routing may name. */
export const SYNTHETIC_PROCESSES = DETAILED_PROCESSES.map((process) => ({
  code: processCode(process),
  name: process.replaceAll('_', ' ').replace(/^./, (letter) => letter.toUpperCase()),
}));

function memo(code: string, formula: string): SyntheticStep {
  return { code, cost_component: 'MEMO', formula };
}

function processStep(process: DetailedProcess, keys: ReadonlySet<string>): SyntheticStep {
  const details = detailCost(process, keys);
  return {
    code: processCode(process),
    process: processCode(process),
    cost_component: MATERIAL_PROCESSES.has(process) ? 'MATERIAL' : 'PROCESS',
    formula: PROCESS_FORMULAS[process] + (details === null ? '' : ` + lot_kg * (${details})`),
  };
}

function processCode(process: DetailedProcess): string {
  return process.toUpperCase();
}
