import { describe, expect, it } from 'vitest';
import { checkRouting, compileKernel, evaluateRouting } from '#costing';
import { PARAMETERS, randomRouting } from './random-routing.js';
import { Random } from './random.js';

const SEED = 7;
const ROUTINGS = 1_500;
const ROWS = 8;

describe('the compiled kernel', () => {
  it('succeeds where the interpreter does, with the same costs to the last bit', () => {
    const random = new Random(SEED);
    const counts = { costs: 0, failures: new Map<string, number>() };
    for (let i = 0; i < ROUTINGS; i++) {
      const { routing, rows, bounds: all } = randomRouting(random, ROWS);
      const checked = checkRouting(routing, PARAMETERS);
      if ('faults' in checked) throw new Error(JSON.stringify(checked.faults));
      const bounds = checked.routing.parameterKeys.map((key) => all[PARAMETERS.indexOf(key as 'p0')]);
      const kernel = compileKernel(checked.routing, bounds);
      for (const row of rows) {
        const slots: Float64Array = Float64Array.from(
          checked.routing.parameterKeys,
          (key) => row[PARAMETERS.indexOf(key as 'p0')] ?? NaN,
        );
        const result = evaluateRouting(checked.routing, slots, bounds);
        const out = new Float64Array(3);
        const isCost = kernel(slots, out);
        const isSame = 'micros' in result && result.micros.every((value, n) => Object.is(value, out[n]));
        if (isCost !== 'micros' in result || (isCost && !isSame)) {
          expect.fail(JSON.stringify({ seed: SEED, i, routing, slots: [...slots].map(String), out: [...out], result }));
        }
        if ('micros' in result) counts.costs++;
        else counts.failures.set(result.failure.code, (counts.failures.get(result.failure.code) ?? 0) + 1);
      }
    }
    expect(counts.costs).toBeGreaterThan((ROUTINGS * ROWS) / 2);
    const codes = [
      'DIVISION_BY_ZERO',
      'MISSING_PARAMETER',
      'NOT_A_NUMBER',
      'OUTPUT_NOT_POSITIVE',
      'OUT_OF_BOUNDS',
      'OUT_OF_RANGE',
    ];
    expect([...counts.failures.keys()].sort()).toEqual(codes);
  });

  it('consists of slots, numbers, operators and its own names', () => {
    const random = new Random(SEED);
    const own =
      /^(function|kernel|slots|out|const|let|if|return|true|false|toMicros|roundTo|roundGiven|ceil|floor|power|clamp|NaN)$/;
    const made = /^(s|v|c|t|m)\d+$|^(poison|quantity)$|^Math\.(min|max|abs|sqrt)$/;
    for (let i = 0; i < 300; i++) {
      const { routing, bounds } = randomRouting(random, 0);
      const checked = checkRouting(routing, PARAMETERS);
      if ('faults' in checked) throw new Error(JSON.stringify(checked.faults));
      const source = compileKernel(checked.routing, bounds.slice(0, checked.routing.parameterKeys.length)).toString();
      expect(source).not.toMatch(/['"`\\#@;]{2}|\/\/|\/\*|=>/);
      const words = source.replaceAll(/\b\d[\d.]*(e[-+]?\d+)?/g, '0').match(/[A-Za-z_$][\w.$]*/g) ?? [];
      expect(words.filter((word) => !own.test(word) && !made.test(word))).toEqual([]);
    }
  });
});
