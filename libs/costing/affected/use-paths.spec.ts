import { describe, expect, it } from 'vitest';
import { checkRouting, type RoutingFormulas } from '../formula/check.js';
import { usePaths } from './use-paths.js';

const step = (code: string, costComponent: 'MATERIAL' | 'PROCESS' | 'OVERHEAD' | 'MEMO', formula: string) => ({
  code,
  costComponent,
  formula,
});

function paths(routing: RoutingFormulas, keys: readonly string[]): Record<string, string> {
  const result = checkRouting(routing, keys);
  if ('faults' in result) throw new Error(JSON.stringify(result.faults));
  return Object.fromEntries(
    [...usePaths(result.routing)].map(([key, { steps, reaches }]) => [key, [...steps, reaches].join(' ')]),
  );
}

describe('usePaths', () => {
  it('goes by step codes, running totals and the output quantity, the shortest way', () => {
    const routing = {
      outputQuantity: 'lot_kg - WASTE',
      steps: [
        step('DYE_KG', 'MEMO', 'shade * lot_kg'),
        step('TWICE', 'MEMO', 'DYE_KG * 2'),
        step('DYEING', 'MATERIAL', 'TWICE * dye + DYE_KG'),
        step('WASTE', 'MEMO', 'waste'),
        step('INTEREST', 'OVERHEAD', 'material_so_far * rate'),
        step('PROFIT', 'MEMO', 'price - cost_so_far'),
      ],
    };
    expect(paths(routing, ['shade', 'lot_kg', 'dye', 'waste', 'rate', 'price', 'unused'])).toEqual({
      shade: 'DYE_KG DYEING MATERIAL',
      lot_kg: 'OUTPUT_QUANTITY',
      dye: 'DYEING MATERIAL',
      waste: 'WASTE OUTPUT_QUANTITY',
      rate: 'INTEREST OVERHEAD',
      price: 'PROFIT MEMO',
    });
  });

  it('knows which steps a running total holds', () => {
    const steps = [step('A', 'MATERIAL', 'a'), step('B', 'MEMO', 'b'), step('C', 'MEMO', 'c + cost_so_far')];
    expect(paths({ outputQuantity: 'C', steps }, ['a', 'b', 'c'])).toEqual({
      a: 'A MATERIAL',
      b: 'B MEMO',
      c: 'C OUTPUT_QUANTITY',
    });
    const later = { outputQuantity: '1', steps: [step('M', 'MEMO', 'm + process_so_far'), step('P', 'PROCESS', 'M')] };
    expect(paths(later, ['m'])).toEqual({ m: 'M P PROCESS' });
  });
});
