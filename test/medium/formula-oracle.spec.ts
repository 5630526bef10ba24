import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CheckedRouting, checkRouting, compileKernel, evaluateRouting, parseFormula } from '#costing';
import { type Approximate } from '../oracle/decimal-formula.js';
import { decimalRouting } from '../oracle/decimal-routing.js';
import { PARAMETERS, type RandomRouting, randomRouting } from '../oracle/random-routing.js';
import { Random } from '../oracle/random.js';
import { routingSql } from '../oracle/routing-sql.js';
import { ORACLE_FUNCTIONS } from '../oracle/sql-functions.js';

const SEED = Number(process.env['FORMULA_SEED'] ?? 20260101);
const BATCHES = Number(process.env['FORMULA_BATCHES'] ?? 150);
const ROUTINGS = 200;
const ROWS = 2;

interface SqlRow {
  ok: boolean;
  micros: (string | null)[];
  values: (number | null)[];
}

interface Case {
  random: RandomRouting;
  checked: CheckedRouting;
}

const counts = { formulas: 0, rows: 0, costs: 0, failures: 0, edge: 0, blurred: 0 };

describe('kernel, interpreter, SQL and decimals', () => {
  let client: Client;
  beforeAll(async () => {
    client = new Client(process.env['FORMULA_DB'] ?? 'postgres://postgres@127.0.0.1:5502/postgres');
    await client.connect();
    await client.query(ORACLE_FUNCTIONS);
  });
  afterAll(async () => client.end());

  it('agree', { timeout: 300_000 }, async () => {
    const random = new Random(SEED);
    const times = { make: 0, sql: 0, compare: 0 };
    for (let b = 0; b < BATCHES; b++) {
      const t0 = performance.now();
      const cases = Array.from({ length: ROUTINGS }, () => makeCase(random));
      const t1 = performance.now();
      const sql = await runSql(client, cases);
      const t2 = performance.now();
      cases.forEach((c, i) => c.random.rows.forEach((row, r) => compareRow(c, row, sql[i * ROWS + r] as SqlRow)));
      const t3 = performance.now();
      times.make += t1 - t0;
      times.sql += t2 - t1;
      times.compare += t3 - t2;
    }
    console.log(counts, times);
  });
});

function makeCase(random: Random): Case {
  const made = randomRouting(random, ROWS);
  const texts = [...made.routing.steps.map(({ formula }) => formula), made.routing.outputQuantity];
  counts.formulas += texts.length;
  texts.forEach((text, i) => expect(withoutPlaces(parseFormula(text)), text).toBe(withoutPlaces(made.trees[i])));
  const result = checkRouting(made.routing, PARAMETERS);
  if ('faults' in result) throw new Error(JSON.stringify({ ...made.routing, faults: result.faults }));
  return { random: made, checked: result.routing };
}

const withoutPlaces = (tree: unknown): string =>
  JSON.stringify(tree, (key, value: unknown) => (key === 'start' || key === 'at' ? undefined : value));

async function runSql(client: Client, cases: Case[]): Promise<SqlRow[]> {
  const inputs = cases.flatMap(({ random }) => random.rows.flatMap((row) => Array.from(row, (x) => (Number.isNaN(x) ? null : x))));
  const width = PARAMETERS.length;
  const selects = cases.map(({ checked }, n) => {
    const columns = PARAMETERS.map((key, i) => `($1::float8[])[${n * ROWS * width + i + 1} + r * ${width}] AS ${key}`);
    const { from, steps, outputQuantity, material, process, overhead, ok } = routingSql(checked, (key) => `i.${key}`);
    return `SELECT ${n} AS n, r, ${ok} AS ok, ARRAY[${material}, ${process}, ${overhead}] AS micros, ARRAY[${[...steps, outputQuantity].join(', ')}] AS values
      FROM (SELECT r, ${columns.join(', ')} FROM generate_series(0, ${ROWS - 1}) r OFFSET 0) i ${from}`;
  });
  const { rows } = await client.query<SqlRow>(`SELECT * FROM (${selects.join(' UNION ALL ')}) all_cases ORDER BY n, r`, [inputs]);
  return rows;
}

function compareRow({ random, checked }: Case, row: Float64Array, sql: SqlRow): void {
  const slots = Float64Array.from(checked.parameterKeys, (key) => row[PARAMETERS.indexOf(key as 'p0')] ?? NaN);
  const out = new Float64Array(3);
  const ok = compileKernel(checked)(slots, out);
  const walked = evaluateRouting(checked, slots);
  const what = (): string => JSON.stringify({ ...random.routing, row: [...row].map(String), walked, sql, out: [...out], ok }, null, 1);
  counts.rows++;
  if (ok === 'failure' in walked) throw new Error(`kernel and interpreter disagree ${what()}`);
  if (!('failure' in walked) && walked.micros.some((x, i) => !Object.is(x, out[i]))) throw new Error(`kernel and interpreter differ ${what()}`);
  const decimal = decimalRouting(random, row);
  if (decimal.kind === 'ON_THE_EDGE') {
    counts.edge++;
    return;
  }
  if (sql.ok !== ok) throw new Error(`sql disagrees ${what()}`);
  if ((decimal.kind === 'COST') !== ok) throw new Error(`decimal disagrees ${what()}`);
  if (decimal.kind !== 'COST' || 'failure' in walked) {
    counts.failures++;
    return;
  }
  if ([...decimal.perUnit, ...decimal.steps].some(isBlurred)) {
    counts.blurred++;
    return;
  }
  counts.costs++;
  decimal.perUnit.forEach((x, i) => {
    if (!near((out[i] as number) / 1e6, x)) throw new Error(`kernel far from decimal ${what()}`);
    if (!near(Number(sql.micros[i]) / 1e6, x)) throw new Error(`sql far from decimal ${what()}`);
  });
  decimal.steps.forEach((x, i) => {
    if (!near(walked.steps[i] as number, x)) throw new Error(`step ${i} far from decimal ${what()}`);
    if (!near(sql.values[i] as number, x)) throw new Error(`sql step ${i} far from decimal ${what()}`);
  });
}

/** Within one millionth, absolute, or relative above 1. */
function near(value: number, { value: exact }: Approximate): boolean {
  return exact.minus(value).abs().lte(exact.abs().add(0).gt(1) ? exact.abs().mul(1e-6) : 1e-6);
}

function isBlurred({ value, error }: Approximate): boolean {
  return error.gt(value.abs().gt(1) ? value.abs().mul(1e-7) : 1e-7);
}
