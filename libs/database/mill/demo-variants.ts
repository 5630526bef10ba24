import type { StoredCatalogue } from '../catalogue/stored-catalogue.js';
import { keysOf, scramble } from '../seed/variant-values.js';
import { DEMO_PLANS, type DemoParameter, type DemoPlan, type DemoShade, shadesOf } from './demo-plans.js';

const TWO_POW_32 = 4_294_967_296;
/** Every depth of a shade is somewhere between these. */
const DEPTH_LOW = 0.85;
const DEPTH_SPAN = 0.3;
const DEPTH_STEPS_PER_PCT = 1_000;
/** Grams a kilometre of Ne 1: a pound over 840 yards. */
const TEX_OF_NE_1 = 453_592.37 / (840 * 0.9144);

/** A parameter of a variant: `NaN` where the variant inherits it. */
interface Entry {
  readonly parameterId: number;
  value(number: number, countNe: number, shade: DemoShade): number;
}

/** A plan with the ids of the catalogue that is stored. */
export interface DemoRecipe {
  readonly routingId: number;
  readonly yarns: readonly { readonly id: number; readonly countNe: number }[];
  readonly shades: readonly DemoShade[];
  /** What the SKU says before the number, by yarn and shade: `KD-30s-CH-NAVY-`. */
  readonly skuHeads: readonly (readonly Uint8Array[])[];
  /** Ascending by parameter id. */
  readonly entries: readonly Entry[];
  /** Variants whose draw lies below it, and not below that of the recipe before, follow this recipe. */
  readonly upTo: number;
}

/** Finds each plan's routing, yarns, parameters and dyes in the catalogue; throws what is missing. */
export function demoRecipes(stored: StoredCatalogue, seed: number): DemoRecipe[] {
  const weights = DEMO_PLANS.reduce((sum, { weight }) => sum + weight, 0);
  let weight = 0;
  return DEMO_PLANS.map((plan, n) => {
    weight += plan.weight;
    const codes = [...stored.masterYarns.keys()].filter((code) => plan.yarns.test(code)).sort();
    if (codes.length === 0) throw new Error(`no master yarn suits routing ${plan.routing}`);
    const shades = shadesOf(plan);
    return {
      routingId: idOf(stored.routings, plan.routing),
      yarns: codes.map((code) => ({ id: idOf(stored.masterYarns, code), countNe: countOf(code) })),
      shades,
      skuHeads: codes.map((yarn) => shades.map(({ code }) => skuHead(plan.sku, yarn, code))),
      entries: entriesOf(plan, stored, keysOf(seed + n, 2 * plan.parameters.length + 3)),
      upTo: (weight / weights) * TWO_POW_32,
    };
  });
}

/** Codes are ASCII. */
const skuHead = (...parts: string[]): Uint8Array => Buffer.from(`${parts.filter((part) => part !== '').join('-')}-`);

function entriesOf(plan: DemoPlan, stored: StoredCatalogue, keys: Int32Array): Entry[] {
  const parameterId = (key: string): number => {
    const parameter = stored.parameters.get(key);
    if (!parameter) throw new Error(`the sample mill has no parameter ${key}`);
    return parameter.id;
  };
  const entries = plan.parameters.map((parameter, n): Entry => {
    const [valueKey, shareKey] = [keys[2 * n]!, keys[2 * n + 1]!];
    const below = (parameter.share ?? 1) * TWO_POW_32;
    return {
      parameterId: parameterId(parameter.key),
      value: (number, countNe) =>
        scramble(number ^ shareKey) >= below
          ? NaN
          : drawn(parameter, scramble(number ^ valueKey) / TWO_POW_32, countNe),
    };
  });
  if (plan.dyes !== undefined) {
    const dyeKeys = keys.subarray(2 * plan.parameters.length);
    entries.push(...[0, 1, 2].map((dye) => depthEntry(dye, parameterId(`dye_${dye + 1}_owf_pct`), dyeKeys[dye]!)));
    entries.push({
      parameterId: parameterId('dye_3'),
      value: (_number, _countNe, { dye3 }) => (dye3 === undefined ? NaN : idOf(stored.items, dye3)),
    });
  }
  return entries.sort((a, b) => a.parameterId - b.parameterId);
}

function depthEntry(dye: number, parameterId: number, key: number): Entry {
  return {
    parameterId,
    value: (number, _countNe, { owfPct }) => {
      const pct = owfPct[dye]!;
      if (pct === 0) return NaN;
      const depth = DEPTH_LOW + (DEPTH_SPAN * scramble(number ^ key)) / TWO_POW_32;
      return Math.round(pct * depth * DEPTH_STEPS_PER_PCT) / DEPTH_STEPS_PER_PCT;
    },
  };
}

/**
 * Threads an inch are cover factor times the root of the count; a loop of `l` cm has tightness factor
 * `sqrt(tex) / l`. So fine yarns get close cloths and short loops.
 */
function drawn({ low, high, step, of }: DemoParameter, draw: number, countNe: number): number {
  const figure = low + draw * (high - low);
  if (of === 'COVER_FACTOR') return inSteps(figure * Math.sqrt(countNe), step);
  if (of === 'TIGHTNESS_FACTOR') return inSteps((10 * Math.sqrt(TEX_OF_NE_1 / countNe)) / figure, step);
  return inSteps(figure, step);
}

/** A multiple of `step` as a person would write it: by the step's reciprocal, which is whole, where it is below 1. */
function inSteps(value: number, step: number): number {
  const perUnit = Math.round(1 / step);
  return step >= 1 ? Math.round(value / step) * step : Math.round(value * perUnit) / perUnit;
}

/** `2-40s-K` is of 40s. */
function countOf(yarnCode: string): number {
  const count = Number(/(\d+)s/.exec(yarnCode)?.[1]);
  if (!(count > 0)) throw new Error(`the code of master yarn ${yarnCode} names no count`);
  return count;
}

function idOf(ids: ReadonlyMap<string, number>, code: string): number {
  const id = ids.get(code);
  if (id === undefined) throw new Error(`the sample mill has no ${code}`);
  return id;
}
