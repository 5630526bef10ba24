import { describe, expect, it } from 'vitest';
import { compileKernel, evaluateRouting } from '#costing';
import { stepsOf, summaryOf, workedExamples } from './worked-examples.js';

describe.each(workedExamples())('worked example $id', ({ id, routing, row, steps, summary }) => {
  const result = evaluateRouting(routing, row);
  if ('failure' in result) throw new Error(result.failure.message);

  it('has every step and total by the interpreter', () => {
    expect(stepsOf(routing, result.steps)).toEqual(steps);
    expect(summaryOf(result.outputQuantity, result.micros)).toEqual(summary);
  });

  it('has every total by the kernel', () => {
    const out = new Float64Array(3);
    expect(compileKernel(routing)(row, out)).toBe(true);
    expect(summaryOf(result.outputQuantity, out)).toEqual(summary);
    if (id === 'W15') expect(summary['grand_total']).toBe('46609.300000');
  });
});
