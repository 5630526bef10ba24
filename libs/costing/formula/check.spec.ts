import { describe, expect, it } from 'vitest';
import { type RoutingFormulas, checkRouting, evaluateFormula, namesOf, parseFormula } from '../index.js';

type Steps = Record<string, string>;

function faultsOf(steps: Steps, outputQuantity = '1', keys: string[] = []): string[] {
  const result = checkRouting({ outputQuantity, steps: stepsOf(steps) }, keys);
  return 'faults' in result ? result.faults.map(({ step, code, message }) => `${step} ${code}: ${message}`) : [];
}

function stepsOf(steps: Steps): RoutingFormulas['steps'] {
  return Object.entries(steps).map(([code, formula]) => ({ code, formula, costComponent: 'MATERIAL' }));
}

describe('faults of a routing', () => {
  it('are all listed, with step and place', () => {
    const steps = { DYE: 'dye_kgs * dye_price', DRY: '(kwh +', PACK: '1 +\n  (DYE > 2) + boxs' };
    expect(faultsOf(steps, 'lot', ['dye_kg', 'dye_price', 'kwh', 'boxes'])).toEqual([
      "0 UNKNOWN_NAME: unknown name 'dye_kgs' at column 1; did you mean 'dye_kg'?",
      "1 SYNTAX_ERROR: unexpected end of the formula at column 7; expected a number, a name or '('",
      "2 TYPE_MISMATCH: '+' needs a number, but finds a condition at line 2, column 4; write 'if(condition, a, b)' to choose between two numbers",
      "2 UNKNOWN_NAME: unknown name 'boxs' at line 2, column 15; did you mean 'boxes'?",
      "output_quantity UNKNOWN_NAME: unknown name 'lot' at column 1",
    ]);
  });

  it('tell a later step, the step itself and a circle from one another', () => {
    expect(faultsOf({ A: 'B', B: '1' })).toEqual([
      "0 FORWARD_REFERENCE: step 'B' comes later (it is step 2, this is step 1) at column 1; a formula reads earlier steps: change their order",
    ]);
    expect(faultsOf({ A: '1 + A' })).toEqual(["0 FORWARD_REFERENCE: step 'A' refers to itself at column 5"]);
    expect(faultsOf({ A: '2 * C', B: 'A', C: 'B + 1' })).toEqual([
      '0 CYCLIC_REFERENCE: steps refer to one another in a circle, A -> C -> B -> A, at column 5; one of them has to do without the other',
    ]);
  });

  it('include a step code that is used twice', () => {
    const steps = [...stepsOf({ A: '1' }), ...stepsOf({ A: '2' })];
    expect(checkRouting({ outputQuantity: 'A', steps }, [])).toEqual({
      faults: [expect.objectContaining({ step: 1, code: 'DUPLICATE_STEP' })],
    });
  });
});

describe('a checked routing', () => {
  const steps = { OUT: 'kg * 2', TOTAL: 'OUT + cost_so_far + (loss ?? kg)' };
  const result = checkRouting({ outputQuantity: 'OUT', steps: stepsOf(steps) }, ['unused', 'loss', 'kg']);
  if ('faults' in result) throw new Error(JSON.stringify(result.faults));

  it('has slots for the parameters that it reads, and no others', () => {
    expect(result.routing.parameterKeys).toEqual(['kg', 'loss']);
  });

  it('says what every name of a step stands for', () => {
    expect(result.routing.steps.map(({ tree }) => namesOf(tree))).toEqual([
      [{ name: 'kg', at: 0, kind: 'PARAMETER', slot: 0 }],
      [
        { name: 'OUT', at: 0, kind: 'STEP', index: 0 },
        { name: 'cost_so_far', at: 6, kind: 'RUNNING_TOTAL', total: 'cost_so_far' },
        { name: 'loss', at: 21, kind: 'PARAMETER', slot: 1 },
        { name: 'kg', at: 29, kind: 'PARAMETER', slot: 0 },
      ],
    ]);
  });
});

describe('limits', () => {
  const codeOf = (formula: string): string => {
    const result = evaluateFormula(formula, new Map([['x', 1]]));
    return 'value' in result ? 'VALUE' : result.error.code;
  };

  it('hold the length in UTF-8 bytes', () => {
    expect(codeOf(`1 /*${'x'.repeat(4090)}*/`)).toBe('VALUE');
    expect(codeOf(`1  /*${'x'.repeat(4090)}*/`)).toBe('TOO_LONG');
    expect(codeOf(`1 /*${'é'.repeat(2045)}*/`)).toBe('VALUE');
    expect(codeOf(`1 /*${'é'.repeat(2046)}*/`)).toBe('TOO_LONG');
    expect(codeOf(`1 /*${'\u{1F9F5}'.repeat(1023)}*/`)).toBe('TOO_LONG');
  });

  it('hold the number of nodes, and let long sums through', () => {
    expect(codeOf(`x${'+x'.repeat(255)}`)).toBe('VALUE');
    expect(codeOf(`x${'+x'.repeat(256)}`)).toBe('TOO_COMPLEX');
  });

  it.each([
    ['parentheses', (n: number) => `${'('.repeat(n)}1${')'.repeat(n)}`],
    ['signs', (n: number) => `${'-'.repeat(n)}1`],
    ['exponents', (n: number) => `1${'**1'.repeat(n)}`],
    ['choices', (n: number) => `${'true?1:'.repeat(n)}1`],
    ['arguments', (n: number) => `${'abs('.repeat(n)}1${')'.repeat(n)}`],
  ])('hold the depth of %s', (_, nest) => {
    expect(codeOf(nest(64))).toBe('VALUE');
    expect(codeOf(nest(65))).toBe('TOO_DEEP');
  });
});

describe('places', () => {
  it('count characters, not bytes or halves of characters', () => {
    expect(() => parseFormula('/* é\u{1F9F5} */ 1 +')).toThrow('at column 13');
  });
});
