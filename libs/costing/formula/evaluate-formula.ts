import type { FormulaError, FormulaErrorCode } from './errors.js';
import { describePosition, positionOf } from './errors.js';
import { evaluateTree } from './evaluate.js';
import type { FailureCode } from './evaluator.js';
import { checkFormula } from './resolve.js';

export interface LoneFormulaError {
  readonly code: FormulaErrorCode | FailureCode;
  readonly message: string;
  readonly line: number;
  readonly column: number;
}

/**
 * Value of one formula outside any routing: every name stands for a given value, null for a parameter without one.
 * The first fault, with its place (counted from 1), when there is no value.
 */
export function evaluateFormula(
  formula: string,
  values: ReadonlyMap<string, number | null>,
): { value: number } | { error: LoneFormulaError } {
  const slots: number[] = [];
  const { tree, faults } = checkFormula(formula, {
    resolve: (name) => {
      const value = values.get(name);
      return value === undefined ? undefined : { kind: 'PARAMETER', slot: slots.push(value ?? NaN) - 1 };
    },
    known: () => values.keys(),
  });
  if (!tree) return { error: describeFault(faults[0] as FormulaError) };
  const none = (): number => NaN;
  const { value, failure } = evaluateTree(tree, {
    parameter: (slot) => slots[slot] ?? NaN,
    step: none,
    runningTotal: none,
  });
  if (!failure) return { value };
  const position = positionOf(formula, failure.at);
  return { error: { code: failure.code, message: `${failure.problem} at ${describePosition(position)}`, ...position } };
}

function describeFault({ code, message, line, column }: FormulaError): LoneFormulaError {
  return { code, message, line, column };
}
