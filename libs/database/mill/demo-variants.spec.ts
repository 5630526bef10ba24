import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEMO_PLANS, type DemoParameter } from './demo-plans.js';
import { type DemoRecipe, demoRecipes } from './demo-variants.js';

const read = (name: string, part: string): { key?: string; code?: string }[] =>
  (JSON.parse(readFileSync(`examples/${name}.json`, 'utf8')) as Record<string, { key?: string; code?: string }[]>)[
    part
  ] ?? [];
const ids = (...codes: (string | undefined)[]): Map<string, number> =>
  new Map(codes.map((code, n) => [code ?? '', n + 1]));
const keys = read('parameters', 'parameters').map(({ key }) => key ?? '');
const routings = ['routings-yarn', 'routings-knitted', 'routings-woven'].flatMap((name) => read(name, 'routings'));
const stored = {
  parameters: new Map(
    keys.map((key, n) => [key, { id: n + 1, kind: 'NUMBER' as const, minimum: null, maximum: null }]),
  ),
  items: ids(...read('mill-rates', 'items').map(({ code }) => code)),
  processes: new Map<string, number>(),
  routings: ids(...routings.map(({ code }) => code)),
  masterYarns: ids(...read('yarns', 'master_yarns').map(({ code }) => code)),
};

const plans = DEMO_PLANS.map((plan, n) => ({ plan, n }));
const recipesOf = (seed: number): DemoRecipe[] => demoRecipes(stored, seed);
const variantNumber = fc.integer({ min: 1, max: 999_999_999 });

/** All that a variant overrides, by parameter key. */
function valuesOf(recipe: DemoRecipe, number: number): Map<string, number> {
  const yarn = recipe.yarns[number % recipe.yarns.length]!;
  const shade = recipe.shades[number % recipe.shades.length]!;
  const values = recipe.entries.map(({ parameterId, value }): [string, number] => [
    keys[parameterId - 1]!,
    value(number, yarn.countNe, shade),
  ]);
  return new Map(values.filter(([, value]) => !Number.isNaN(value)));
}

/** The figure of which the plan states the range. */
function figure({ of }: DemoParameter, value: number, countNe: number): number {
  if (of === 'COVER_FACTOR') return value / Math.sqrt(countNe);
  if (of === 'TIGHTNESS_FACTOR') return (Math.sqrt(590.5412474482356 / countNe) * 10) / value;
  return value;
}

describe('variants of the demo', () => {
  it.each(plans)('of $plan.routing lie in the ranges of their plan, in its steps', ({ plan, n }) => {
    const recipe = recipesOf(1)[n]!;
    fc.assert(
      fc.property(variantNumber, (number) => {
        const values = valuesOf(recipe, number);
        const { countNe } = recipe.yarns[number % recipe.yarns.length]!;
        for (const parameter of plan.parameters) {
          const value = values.get(parameter.key);
          if (value === undefined) continue;
          const slack = parameter.of === undefined ? parameter.step / 2 : 0.15;
          expect(figure(parameter, value, countNe)).toBeGreaterThanOrEqual(parameter.low - slack);
          expect(figure(parameter, value, countNe)).toBeLessThanOrEqual(parameter.high + slack);
          expect(Math.abs(value / parameter.step - Math.round(value / parameter.step))).toBeLessThan(1e-6);
        }
      }),
    );
  });

  it('override what the plan shares out about as often as it says', () => {
    const [recipe] = recipesOf(1) as [DemoRecipe];
    const numbers = Array.from({ length: 2_000 }, (_, n) => n + 1);
    for (const { key, share = 1 } of DEMO_PLANS[0]!.parameters) {
      const overridden = numbers.filter((number) => valuesOf(recipe, number).has(key)).length / numbers.length;
      expect(overridden, key).toBeCloseTo(share, 1);
    }
  });

  it('have their parameters in the order in which they are packed', () => {
    for (const { entries } of recipesOf(1)) {
      const parameterIds = entries.map(({ parameterId }) => parameterId);
      expect(parameterIds).toEqual([...new Set(parameterIds)].sort((a, b) => a - b));
    }
  });

  it('have other values for another seed, and the same for the same', () => {
    const all = (seed: number) => recipesOf(seed).map((recipe) => [...valuesOf(recipe, 12_345)]);
    expect(all(1)).toEqual(all(1));
    const [first, second] = [all(1), all(7_000)];
    first.forEach((values, n) => expect(values).not.toEqual(second[n]));
  });

  it('say what is missing in the catalogue', () => {
    expect(() => demoRecipes({ ...stored, routings: new Map() }, 1)).toThrow('the sample mill has no RING-CARDED');
    expect(() => demoRecipes({ ...stored, masterYarns: new Map() }, 1)).toThrow('no master yarn suits');
  });
});
