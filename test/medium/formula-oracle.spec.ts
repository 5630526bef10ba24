import type { PoolClient } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CheckedRouting, checkRouting, compileKernel, parseFormula, type SlotBounds } from '#costing';
import { type TestDatabase, testDatabase } from '../helpers/postgres.js';
import { type Verdict, judge } from '../oracle/agreement.js';
import { decimalRouting } from '../oracle/decimal-routing.js';
import { PARAMETERS, type RandomRouting, randomRouting } from '../oracle/random-routing.js';
import { Random } from '../oracle/random.js';
import { QUICK_PLANNING, type SqlResult, costBySql } from '../oracle/sql-batch.js';
import { ORACLE_FUNCTIONS } from '../oracle/sql-functions.js';
import { stepsOf, summaryOf, workedExamples } from '../oracle/worked-examples.js';

const SEED = 20_260_101;
const FORMULAS = 100_000;
const ROUTINGS_PER_STATEMENT = 200;
const ROWS_PER_ROUTING = 1;
/** Rows that decimals cannot judge, because doubles may fall on either side of an edge, or cancellation ate the digits. */
const LEFT_OUT_SHARE_MAX = 0.1;

interface Case {
  readonly random: RandomRouting;
  readonly routing: CheckedRouting;
  readonly rows: readonly Float64Array[];
  readonly bounds: SlotBounds;
}

let database: TestDatabase;
let client: PoolClient;

beforeAll(async () => {
  database = await testDatabase();
  client = await database.pool.connect();
  await client.query(QUICK_PLANNING + ORACLE_FUNCTIONS);
});
afterAll(async () => {
  client.release();
  await database.close();
});

describe('random formulas', () => {
  it('cost the same by kernel, interpreter, SQL and 40-digit decimals', { timeout: 300_000 }, async () => {
    const random = new Random(SEED);
    const verdicts: Record<Verdict, number> = { COST: 0, NO_VALUE: 0, ON_THE_EDGE: 0, ILL_CONDITIONED: 0 };
    let formulas = 0;
    let previous: { cases: Case[]; results: SqlResult[][] } | undefined;
    // PostgreSQL computes one batch while this process judges the batch before.
    while (formulas < FORMULAS || previous) {
      const cases = formulas < FORMULAS ? Array.from({ length: ROUTINGS_PER_STATEMENT }, () => makeCase(random)) : [];
      formulas += cases.reduce((sum, { random: { trees } }) => sum + trees.length, 0);
      const computing = cases.length > 0 ? costBySql(client, cases) : Promise.resolve([]);
      await new Promise(setImmediate);
      previous?.cases.forEach((made, i) => countVerdicts(made, previous?.results[i] ?? [], verdicts));
      const results = await computing;
      previous = cases.length > 0 ? { cases, results } : undefined;
    }
    const rows = Object.values(verdicts).reduce((a, b) => a + b);
    expect(formulas).toBeGreaterThanOrEqual(FORMULAS);
    expect(verdicts.COST / rows, JSON.stringify(verdicts)).toBeGreaterThan(0.5);
    expect((verdicts.ON_THE_EDGE + verdicts.ILL_CONDITIONED) / rows, JSON.stringify(verdicts)).toBeLessThan(
      LEFT_OUT_SHARE_MAX,
    );
  });

  it('would show a kernel that is wrong by two millionths', async () => {
    const made = makeCase(new Random(SEED));
    const [results = []] = await costBySql(client, [made]);
    const kernel = compileKernel(made.routing, made.bounds);
    const wrong = (slots: Float64Array, out: Float64Array): boolean => {
      const isCost = kernel(slots, out);
      out[0] = (out[0] ?? 0) + 2;
      return isCost;
    };
    const [row = new Float64Array(0)] = made.rows;
    const decimal = decimalRouting(made.random, made.random.rows[0] ?? []);
    const result = results[0] as SqlResult;
    expect(judge(made.routing, row, result, decimal, made.bounds)).toBe('COST');
    expect(() => judge(made.routing, row, result, decimal, made.bounds, wrong)).toThrow('kernel');
  });
});

describe('worked examples', () => {
  it('have every step and total by SQL', async () => {
    const examples = workedExamples();
    const results = await costBySql(
      client,
      examples.map(({ routing, row }) => ({ routing, rows: [row] })),
    );
    for (const [i, { routing, steps, summary }] of examples.entries()) {
      const { ok, values, micros } = results[i]?.[0] as SqlResult;
      expect(ok).toBe(true);
      expect(stepsOf(routing, values.map(Number))).toEqual(steps);
      expect(summaryOf(Number(values.at(-1)), micros.map(Number))).toEqual(summary);
    }
  });
});

function makeCase(random: Random): Case {
  const made = randomRouting(random, ROWS_PER_ROUTING);
  const texts = [...made.routing.steps.map(({ formula }) => formula), made.routing.outputQuantity];
  for (const [i, text] of texts.entries()) expect(treeText(parseFormula(text)), text).toBe(treeText(made.trees[i]));
  const result = checkRouting(made.routing, PARAMETERS);
  if ('faults' in result) throw new Error(JSON.stringify({ ...made.routing, faults: result.faults }));
  const { routing } = result;
  const slots = routing.parameterKeys.map((key) => PARAMETERS.indexOf(key as 'p0'));
  const rows = made.rows.map((row) => Float64Array.from(slots, (slot) => row[slot] ?? NaN));
  return { random: made, routing, rows, bounds: slots.map((slot) => made.bounds[slot]) };
}

const treeText = (tree: unknown): string =>
  JSON.stringify(tree, (key, value: unknown) => (key === 'start' || key === 'at' ? undefined : value));

function countVerdicts(
  { random, routing, rows, bounds }: Case,
  results: SqlResult[],
  verdicts: Record<Verdict, number>,
): void {
  for (const [i, row] of rows.entries()) {
    const sql = results[i] as SqlResult;
    try {
      verdicts[judge(routing, row, sql, decimalRouting(random, random.rows[i] ?? []), bounds)]++;
    } catch (error) {
      const inputs = Object.fromEntries(routing.parameterKeys.map((key, slot) => [key, String(row[slot])]));
      throw new Error(JSON.stringify({ seed: SEED, ...random.routing, inputs, sql }, null, 2), { cause: error });
    }
  }
}
