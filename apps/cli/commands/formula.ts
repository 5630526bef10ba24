import type { Command } from 'commander';
import { evaluateFormula, type LoneFormulaError } from '#costing';
import { printable, usageError } from '#platform';
import { printJson, writeLine, writeRemark } from '../output.js';
import { evaluateLines } from '../formula-lines.js';
import { withJsonError } from '../json-error.js';

interface Options {
  readonly set?: string[];
  readonly stdin?: true;
  readonly json?: true;
}

export function registerFormula(program: Command): void {
  program
    .command('formula')
    .summary('compute one formula, or one for each line of stdin')
    .description('Computes a formula with given values. The language: docs/formulas.md.')
    .argument('[formula]', "for example 'cotton_kg * cotton_price / (1 - waste_pct / 100)'")
    .option('--set <name=value...>', "values of names; 'name=' declares a parameter without value")
    .option('--stdin', 'read a JSON object a line, { formula, values }; write { value } or { error } a line, in order')
    .option('--json', 'print { value } or { error: { code, message, line, column } }')
    // A formula may begin with a minus sign, which looks like an option.
    .allowUnknownOption()
    .action((_formula: string | undefined, options: Options, command: Command) =>
      withJsonError(options.json ?? false, () => run(command.args, options)),
    );
}

async function run([formula, ...excess]: readonly string[], options: Options): Promise<void> {
  if (excess.length > 0) throw usageError(`Unexpected argument '${excess[0]}'. Put the formula in quotes.`);
  if (options.stdin && (formula !== undefined || options.set)) {
    throw usageError('--stdin takes formulas and values from its lines only.');
  }
  if (options.stdin) return evaluateLines(process.stdin, process.stdout);
  if (formula === undefined) throw usageError('Give a formula in quotes, or --stdin.');
  evaluateOne(formula, valuesOf(options.set ?? []), options.json ?? false);
}

function valuesOf(assignments: readonly string[]): Map<string, number | null> {
  return new Map(
    assignments.map((assignment) => {
      const [, name = '', text = ''] = /^\s*([A-Za-z_][A-Za-z0-9_]*)\s*=\s*(.*?)\s*$/.exec(assignment) ?? [];
      const value = text === '' ? null : Number(text);
      if (name === '' || (value !== null && !Number.isFinite(value))) {
        throw usageError(`--set takes name=number, not '${assignment}'.`);
      }
      return [name, value] as const;
    }),
  );
}

function evaluateOne(formula: string, values: ReadonlyMap<string, number | null>, json: boolean): void {
  const result = evaluateFormula(formula, values);
  if (json) printJson(result);
  else if ('value' in result) writeLine(`${JSON.stringify(result.value)}`);
  if ('value' in result) return;
  process.exitCode = 1;
  for (const line of pointTo(formula, result.error)) writeRemark(line);
  writeRemark(`error: ${result.error.message}`);
}

/** The line of the formula that holds the error, and a caret under its column, which escapes before it move on. */
function pointTo(formula: string, { line, column }: LoneFormulaError): string[] {
  const text = (formula.split('\n')[line - 1] ?? '').replaceAll(/[\t\r]/g, ' ');
  return [`  ${text}`, `  ${' '.repeat(printable(text.slice(0, column - 1)).length)}^`];
}
