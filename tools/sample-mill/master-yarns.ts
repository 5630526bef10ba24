import type { SurveyedYarn } from './sitra-yarns.js';

export interface SampleMasterYarn {
  readonly code: string;
  readonly name: string;
  readonly parameters: Readonly<Record<string, number | string>>;
}

/**
 * A master yarn for each surveyed yarn: count and plies from its code, the rest from its class. Prices are not among
 * them: they come from dated rates, here by the name of an item. docs/textile-costing.md says how twist, speed
 * and mixing were chosen and how close they come to the survey.
 */
export function masterYarn(yarn: SurveyedYarn): SampleMasterYarn {
  const { code, name, countNe, plies } = yarn;
  return {
    code,
    name: name.replace(/^./, (letter) => letter.toUpperCase()),
    parameters: {
      yarn: code,
      count_ne: countNe,
      ...(plies > 1 ? { plies } : {}),
      twist_multiplier: twistMultiplier(yarn),
      spindle_rpm: spindleSpeed(yarn),
      ...fibres(yarn),
      ...machines(yarn),
    },
  };
}

/** TPI over the root of the count: hosiery yarns are soft, weaving yarns hard, rotor yarns need most. */
function twistMultiplier({ system, isCompact }: SurveyedYarn): number {
  if (isCompact) return 3.8;
  const BY_SYSTEM = {
    OPEN_END: 4.7,
    CARDED: 4.2,
    COMBED: 4,
    HOSIERY: 3.6,
    POLYESTER_COTTON: 3.7,
    POLYESTER_VISCOSE: 3.7,
  };
  return BY_SYSTEM[system];
}

/** Revolutions a minute of spindle or rotor. */
function spindleSpeed({ system, countNe, plies, isCompact, name }: SurveyedYarn): number {
  switch (system) {
    case 'OPEN_END':
      return countNe < 15 ? 70_000 : 88_000;
    case 'CARDED':
      if (plies > 1 || name.endsWith('HPR')) return countNe < 40 ? 13_000 : 14_000;
      return countNe < 25 ? 13_500 : 16_000;
    case 'COMBED':
      if (isCompact) return countNe < 70 ? 18_000 : 17_000;
      return countNe < 70 ? 17_500 : 16_500;
    case 'HOSIERY':
      return countNe < 25 ? 14_500 : 17_200;
    case 'POLYESTER_COTTON':
      return 18_000;
    case 'POLYESTER_VISCOSE':
      return 21_500;
  }
}

/** What it is spun from, and what is lost on the way where that differs from carded cotton. */
function fibres({ system, countNe, isCompact, isExport, fibre1Pct }: SurveyedYarn): Record<string, number | string> {
  switch (system) {
    case 'OPEN_END':
      return { mixing_factor: countNe < 15 ? 0.63 : 0.71, waste_value_pct: 24 };
    case 'CARDED':
      return { mixing_factor: 0.97, waste_value_pct: 24 };
    case 'COMBED':
      return {
        mixing_factor: combedMixing(countNe, isCompact && isExport),
        noil_pct: isCompact ? 17 : 16,
        waste_value_pct: 47,
      };
    case 'HOSIERY':
      return { mixing_factor: combedMixing(countNe, false), noil_pct: 14, waste_value_pct: 46 };
    case 'POLYESTER_COTTON':
      return { fibre_1: 'POLYESTER-STAPLE', fibre_1_pct: fibre1Pct, mixing_factor: 0.97, ...losses(1.5, 2.5, 1.5) };
    case 'POLYESTER_VISCOSE':
      return {
        fibre_1: 'POLYESTER-STAPLE',
        fibre_2: 'VISCOSE-STAPLE',
        fibre_1_pct: fibre1Pct,
        ...losses(0.3, 0.8, 0.7),
      };
  }
}

/** Long staple costs more than the A index: medium, long and extra-long mixings. */
function combedMixing(countNe: number, isFineExport: boolean): number {
  if (countNe >= 100 || (isFineExport && countNe >= 60)) return 1.41;
  return countNe >= 70 ? 1.25 : 1.04;
}

function losses(blowroom: number, card: number, spinning: number): Record<string, number> {
  return { blowroom_waste_pct: blowroom, card_waste_pct: card, spinning_waste_pct: spinning, waste_value_pct: 24 };
}

/** Rotor frames are few, fast and dear; combing takes more preparation, compacting dearer frames. */
function machines({ system, isCompact }: SurveyedYarn): Record<string, number> {
  if (system === 'OPEN_END') {
    return {
      spindle_w: 95,
      utility_w: 25,
      spindles_per_operative: 300,
      frame_factor: 6,
      preparation_kwh_kg: 0.6,
      preparation_hours_kg: 0.03,
    };
  }
  if (system === 'COMBED' || system === 'HOSIERY') {
    return {
      preparation_kwh_kg: 1.2,
      preparation_hours_kg: 0.07,
      ...(isCompact ? { frame_factor: 1.4 } : {}),
    };
  }
  return {};
}
