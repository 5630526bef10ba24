import { type CheckedRouting, type Kernel, type SlotBounds, compileKernel, evaluateRouting } from '#costing';
import type { Approximate } from './decimal-formula.js';
import type { DecimalResult } from './decimal-routing.js';
import type { SqlResult } from './sql-batch.js';

/** How a row was judged; the last two are left out of the comparison with decimals. */
export type Verdict = 'COST' | 'NO_VALUE' | 'ON_THE_EDGE' | 'ILL_CONDITIONED';

/** What the ways of costing one row gave. `micros` of the kernel; undefined where it failed. */
export interface Outcome {
  readonly micros: readonly number[] | undefined;
  readonly walked: ReturnType<typeof evaluateRouting>;
  readonly sql: SqlResult;
}

/**
 * Costs a row by a kernel and by walking the tree, and holds both against SQL and decimals. Throws an Error that says
 * who disagrees.
 */
export function judge(
  routing: CheckedRouting,
  row: Float64Array,
  sql: SqlResult,
  decimal: DecimalResult,
  bounds: SlotBounds,
  kernel: Kernel = compileKernel(routing, bounds),
): Verdict {
  const out = new Float64Array(3);
  const micros = kernel(row, out) ? [...out] : undefined;
  const outcome = { micros, walked: evaluateRouting(routing, row, bounds), sql };
  holdKernelToWalk(outcome);
  if (isExactInSql(routing)) holdSqlToDoubles(outcome);
  if (decimal.kind === 'ON_THE_EDGE') return 'ON_THE_EDGE';
  const isCost = decimal.kind === 'COST';
  if (isCost !== (micros !== undefined)) throw new Error(`decimals say ${decimal.kind}, the kernel does not`);
  if (isCost !== sql.ok) throw new Error(`decimals say ${decimal.kind}, SQL does not`);
  if (decimal.kind !== 'COST' || !micros) return 'NO_VALUE';
  if ([...decimal.perUnit, ...decimal.steps].some(isIllConditioned)) return 'ILL_CONDITIONED';
  holdToDecimals(outcome, decimal.steps, decimal.perUnit);
  return 'COST';
}

function holdKernelToWalk({ micros, walked }: Outcome): void {
  const expected = 'failure' in walked ? undefined : walked.micros;
  if ((micros === undefined) !== (expected === undefined)) {
    throw new Error('kernel and interpreter disagree on failure');
  }
  if (expected?.some((value, i) => !Object.is(value, micros?.[i]))) throw new Error('kernel and interpreter differ');
}

/** Powers come from another library there and remainders from decimals; all else is the same doubles, edges included. */
function isExactInSql({ steps, outputQuantity }: CheckedRouting): boolean {
  const trees = JSON.stringify([...steps.map(({ tree }) => tree), outputQuantity.tree]);
  return !/"operator":"(\*\*|%)"/.test(trees);
}

function holdSqlToDoubles({ micros, walked, sql }: Outcome): void {
  if (sql.ok === 'failure' in walked) throw new Error('SQL and interpreter disagree on failure');
  if ('failure' in walked) return;
  const doubles = [...walked.steps, walked.outputQuantity];
  if (doubles.some((value, i) => value !== sql.values[i])) throw new Error('SQL and interpreter differ in a step');
  if (micros?.some((value, i) => value !== Number(sql.micros[i]))) throw new Error('SQL and kernel differ in the cost');
}

function holdToDecimals(
  { micros, walked, sql }: Outcome,
  steps: readonly Approximate[],
  perUnit: readonly Approximate[],
): void {
  const walkedSteps = 'failure' in walked ? [] : walked.steps;
  for (const [i, exact] of steps.entries()) {
    if (!isNear(walkedSteps[i] ?? NaN, exact)) {
      throw new Error(`step ${i} is far from its decimal ${exact.value.toString()}`);
    }
    if (!isNear(sql.values[i] ?? NaN, exact)) {
      throw new Error(`step ${i} in SQL is far from its decimal ${exact.value.toString()}`);
    }
  }
  for (const [i, exact] of perUnit.entries()) {
    if (!isNear((micros?.[i] ?? NaN) / 1e6, exact)) {
      throw new Error(`cost ${i} is far from its decimal ${exact.value.toString()}`);
    }
    if (!isNear(Number(sql.micros[i] ?? NaN) / 1e6, exact)) {
      throw new Error(`cost ${i} in SQL is far from its decimal ${exact.value.toString()}`);
    }
  }
}

/**
 * Within one millionth; of the value where it is larger than 1, since doubles have 16 digits whatever the size, and
 * intermediate values of 1e20 are in range.
 */
function isNear(value: number, { value: exact }: Approximate): boolean {
  if (!Number.isFinite(value)) return false;
  return exact
    .minus(value)
    .abs()
    .lte(exact.abs().gt(1) ? exact.abs().mul(1e-6) : 1e-6);
}

/** Cancellation left fewer digits than the comparison asks for; a tenth of a millionth is the bound. */
function isIllConditioned({ value, error }: Approximate): boolean {
  return error.gt(value.abs().gt(1) ? value.abs().mul(1e-7) : 1e-7);
}
