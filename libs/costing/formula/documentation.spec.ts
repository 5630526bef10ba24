import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type CostComponent, RUNNING_TOTALS, checkRouting, evaluateFormula, evaluateRouting } from '../index.js';
import { FUNCTION_ARGUMENTS } from './ast.js';
import { tokenize } from './lexer.js';
import { OPERATORS } from './parser.js';

const text = readFileSync('docs/formulas.md', 'utf8');

/** Rows of all tables with these columns; cells without their back quotes. */
function rowsOf(...columns: string[]): string[][] {
  const head = new RegExp(`^\\|${columns.map((column) => ` *${column} *\\|`).join('')}\n`);
  const tables = text.split('\n\n').filter((block) => head.test(block));
  return tables.flatMap((table) =>
    table
      .trim()
      .split('\n')
      .slice(2)
      .map((row) => row.split(/(?<!\\)\|/).slice(1, -1))
      .map((cells) =>
        cells.map((cell) =>
          cell
            .trim()
            .replaceAll('\\|', '|')
            .replace(/^`(.*)`$/, '$1'),
        ),
      ),
  );
}

const examples = [
  ...rowsOf('formula', 'values', 'result'),
  ...rowsOf('formula', 'values', 'result', 'write instead'),
].map(([formula = '', values = '', result = '']) => ({
  formula,
  values,
  result: result.replaceAll('`', ''),
}));

function valuesOf(cell: string): Map<string, number | null> {
  const entries = cell === '' ? [] : cell.split(',').map((entry) => entry.split('=').map((part) => part.trim()));
  return new Map(entries.map(([name = '', value]) => [name, value === 'none' ? null : Number(value)]));
}

describe('docs/formulas.md', () => {
  it.each(examples)('$formula with $values: $result', ({ formula, values, result }) => {
    const answer = evaluateFormula(formula, valuesOf(values));
    const given = 'value' in answer ? String(answer.value) : `${answer.error.code}, column ${answer.error.column}`;
    expect(given).toBe(result);
  });

  it('shows every operator and function at work', () => {
    const shown = new Set(
      examples
        .filter(({ result }) => /^[-\d]/.test(result))
        .flatMap(({ formula }) => tokenize(formula).map((token) => token.text)),
    );
    expect(
      [...OPERATORS, ...Object.keys(FUNCTION_ARGUMENTS), 'true', 'false'].filter((word) => !shown.has(word)),
    ).toEqual([]);
  });

  it('computes its routing', () => {
    const rows = rowsOf('step', 'cost component', 'formula', 'value');
    const steps = rows
      .slice(0, -1)
      .map(([code = '', component, formula = '']) => ({ code, costComponent: component as CostComponent, formula }));
    for (const total of RUNNING_TOTALS) expect(steps.some(({ formula }) => formula.includes(total))).toBe(true);
    const parameters: Record<string, number> = { yarn_kg: 1000, yarn_price: 200, waste_pct: 2 };
    const checked = checkRouting({ outputQuantity: rows.at(-1)?.[2] ?? '', steps }, Object.keys(parameters));
    if ('faults' in checked) throw new Error(JSON.stringify(checked.faults));
    const result = evaluateRouting(
      checked.routing,
      checked.routing.parameterKeys.map((key) => parameters[key] ?? NaN),
    );
    if ('failure' in result) throw new Error(result.failure.message);
    expect([...result.steps, result.outputQuantity].map(String)).toEqual(rows.map((row) => row[3]));
  });
});
