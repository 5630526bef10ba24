import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { importCatalogue } from '#database';
import { CostingError } from '#platform';
import { TestApi } from '../helpers/api.js';
import { type DeltaMill, openDeltaMill, requestDelta } from '../helpers/delta-mill.js';
import { Random } from '../oracle/random.js';

const SEED = 20_260_630;
const ROUNDS = 45;
const NUMBERS = ['kg', 'loss_pct', 'waste_kg', 'tariff'] as const;
type Key = (typeof NUMBERS)[number];
const ITEMS = ['COTTON', 'VISCOSE', 'FLAX'];
const YARNS = ['Y1', 'Y2', 'Y3'];
const VARIANTS = Array.from({ length: 24 }, (_, n) => `V${n}`);
const STEPS = [
  { code: 'FIBRE', cost_component: 'MATERIAL', formula: 'kg * fibre' },
  { code: 'POWER', cost_component: 'PROCESS', formula: 'kg * tariff' },
];
/** Output quantities that may come to nothing, or less, from inputs that are within their bounds. */
const OUTPUT: Readonly<Record<string, { readonly formula: string; readonly of: (v: Values) => number }>> = {
  SHARE: { formula: 'kg * (1 - loss_pct / 100)', of: ({ kg, loss_pct }) => kg * (1 - loss_pct / 100) },
  REST: { formula: 'kg - waste_kg', of: ({ kg, waste_kg }) => kg - waste_kg },
};
type Values = Readonly<Record<Key | 'fibre', number>>;
interface Bounds {
  readonly minimum: number | null;
  readonly maximum: number | null;
}
type AllBounds = Readonly<Record<string, Bounds>>;

const CATALOGUE = {
  parameters: [
    { key: 'kg', default_value: 10, minimum: 0, maximum: 100 },
    { key: 'loss_pct', default_value: 5, minimum: 0, maximum: 130 },
    { key: 'waste_kg', default_value: 1, minimum: 0 },
    { key: 'tariff', minimum: 1, maximum: 20 },
    { key: 'fibre', kind: 'ITEM', minimum: 5, maximum: 500 },
  ],
  items: ITEMS.map((code) => ({ code })),
  price_rates: [
    { parameter_key: 'tariff', rate_value: 8, effective_date: '2026-01-01' },
    ...ITEMS.map((item) => ({ item, rate_value: 100, effective_date: '2026-01-01' })),
  ],
  routings: Object.entries(OUTPUT).map(([code, { formula }]) => ({
    code, name: code, output_unit: 'kg', output_quantity: formula, steps: STEPS,
  })),
  master_yarns: YARNS.map((code, n) => ({ code, name: code, parameters: { fibre: ITEMS[n]! } })),
  variants: VARIANTS.map((sku, n) => ({ sku, master_yarn: YARNS[n % 3]!, routing: n % 2 === 0 ? 'SHARE' : 'REST' })),
}; // prettier-ignore

let mill: DeltaMill;
let api: TestApi;
let folder: string;
const random = new Random(SEED);

beforeAll(async () => {
  mill = await openDeltaMill({}, CATALOGUE);
  api = await TestApi.start(mill);
  folder = mkdtempSync(join(tmpdir(), 'costing-plausibility-'));
});
afterAll(async () => {
  await api.close();
  await mill.close();
  rmSync(folder, { recursive: true });
});

const rows = async <T extends object>(text: string, values: unknown[] = []): Promise<T[]> =>
  (await mill.database.pool.query<T>({ text, values })).rows;

async function boundsNow(): Promise<AllBounds> {
  const found = await rows<Bounds & { key: string }>(`SELECT key, minimum, maximum FROM parameters`);
  return Object.fromEntries(found.map(({ key, minimum, maximum }) => [key, { minimum, maximum }]));
}

const isBeyond = (value: number, { minimum, maximum }: Bounds): boolean =>
  (minimum !== null && value < minimum) || (maximum !== null && value > maximum);

/** Mostly within the bounds, one in eight beyond them or at an end. */
function valueOf(key: Key, bounds: AllBounds): number {
  const { minimum, maximum } = bounds[key]!;
  const [low, high] = [minimum ?? -10, maximum ?? 150];
  if (random.chance(0.06)) return random.pick([low - 0.5, high + 0.5, -1, 1e9]);
  if (random.chance(0.06)) return random.pick([low, high]);
  return Math.round((low + random.next() * (high - low)) * 100) / 100;
}

const someOf = <T>(list: readonly T[]): T[] => list.filter(() => random.chance(0.3));
const numbers = (bounds: AllBounds): Record<string, number> =>
  Object.fromEntries(someOf(NUMBERS).map((key) => [key, valueOf(key, bounds)]));
const variantsOf = (bounds: AllBounds) =>
  someOf(VARIANTS).map((sku) => ({
    sku,
    master_yarn: random.pick(YARNS),
    routing: random.pick(Object.keys(OUTPUT)),
    parameters: { ...numbers(bounds), ...(random.chance(0.3) && { fibre: random.pick(ITEMS) }) },
  }));
const ratesOf = (bounds: AllBounds) => [
  { parameter_key: 'tariff', rate_value: valueOf('tariff', bounds), effective_date: '2026-02-01' },
  { item: random.pick(ITEMS), rate_value: random.pick([-1, 0, 4, 5, 80, 120, 500, 501]), effective_date: '2026-02-01' },
];
const newBounds = (key: Key, bounds: AllBounds): Bounds => {
  const { minimum, maximum } = bounds[key]!;
  const moved = (end: number | null): number | null =>
    random.chance(0.2) ? null : (end ?? 50) + random.pick([-5, 0, 5]);
  const [low, high] = [moved(minimum), moved(maximum)];
  return low !== null && high !== null && low > high
    ? { minimum: high, maximum: low }
    : { minimum: low, maximum: high };
};

async function importFile(name: string, text: string): Promise<void> {
  writeFileSync(join(folder, name), text);
  const client = new Client({ connectionString: mill.url });
  await client.connect();
  try {
    await importCatalogue(client, [join(folder, name)]);
  } finally {
    await client.end();
  }
}

const stored = (parameters: object): Promise<unknown> =>
  rows(
    `UPDATE variants SET updated_at = now(), parameters = (
       SELECT coalesce(pack_parameters(array_agg(p.id ORDER BY p.id), array_agg(v.value::float8 ORDER BY p.id)), '')
         FROM jsonb_each_text($2) v JOIN parameters p USING (key)) WHERE sku = $1`,
    [random.pick(VARIANTS), JSON.stringify(parameters)],
  );

/** By name: what one round does. Files and requests may be refused; then nothing has changed. */
const WAYS: Readonly<Record<string, (bounds: AllBounds) => Promise<unknown>>> = {
  json: (bounds) => {
    const key = random.pick(NUMBERS);
    const parameters = random.chance(0.4) ? [{ key, default_value: valueOf(key, bounds), ...newBounds(key, bounds) }] : [];
    const yarns = someOf(YARNS).map((code) => ({ code, name: code, parameters: { fibre: random.pick(ITEMS), ...numbers(bounds) } }));
    return importFile('a.json', JSON.stringify({ parameters, price_rates: someOf(ratesOf(bounds)), master_yarns: yarns, variants: variantsOf(bounds) }));
  },
  csv: (bounds) => {
    const lines = variantsOf(bounds).map(({ sku, master_yarn, routing, parameters }) => {
      const cells = parameters as Record<string, number | string>;
      return [sku, master_yarn, routing, ...NUMBERS.map((key) => cells[key] ?? ''), cells['fibre'] ?? ''].join();
    });
    return importFile('a.csv', [['sku', 'master_yarn', 'routing', ...NUMBERS, 'fibre'].join(), ...lines].join('\n'));
  },
  ndjson: (bounds) => importFile('a.ndjson', variantsOf(bounds).map((one) => JSON.stringify(one)).join('\n')),
  rates: (bounds) => {
    const lines = ratesOf(bounds).map(({ parameter_key = '', item = '', rate_value, effective_date }) =>
      [parameter_key, item, rate_value, effective_date].join(),
    );
    return importFile('r.csv', ['parameter_key,item,rate_value,effective_date', ...lines].join('\n'));
  },
  rest: async (bounds) => {
    const key = random.pick(NUMBERS);
    const [path, body] = random.pick<[string, object]>([
      [`parameters/${key}`, newBounds(key, bounds)],
      [`parameters/${key}`, { default_value: key === 'tariff' ? null : valueOf(key, bounds) }],
      [`master-yarns/${random.pick(YARNS)}`, { parameters: numbers(bounds) }],
      [`routings/${random.pick(Object.keys(OUTPUT))}`, { parameters: numbers(bounds) }],
      [`variants/${(await rows<{ id: string }>(`SELECT id FROM variants ORDER BY random() LIMIT 1`))[0]!.id}`, { parameters: numbers(bounds) }],
    ]);
    const { status } = (await api.patch(`/api/v1/${path}`, body)) as { status: number };
    expect([200, 400]).toContain(status);
    if (status === 400) throw new CostingError('INVALID_INPUT', path);
  },
  sql: (bounds) =>
    random.pick<() => Promise<unknown>>([
      () => stored({ kg: random.pick([-5, 0, 3, 1e6]), loss_pct: random.pick([0, 100, 110, 500]) }),
      () => stored({ tariff: random.pick([-1, 0.5, 5, 1e5]), waste_kg: random.pick([0, 10, 200]) }),
      () => rows(`UPDATE price_rates SET rate_value = $1 WHERE item_id IS NOT NULL`, [random.pick([0, 4, 100, 600])]),
      () => rows(`UPDATE price_rates SET rate_value = $1 WHERE parameter_id IS NOT NULL`, [random.pick([0, 0.5, 8, 30])]),
      () => rows(`UPDATE parameters SET maximum = maximum / 2 WHERE key = $1 AND minimum < maximum / 2`, [random.pick(NUMBERS)]),
      () => rows(`UPDATE parameters SET default_value = $2 WHERE key = $1`, ['loss_pct', valueOf('loss_pct', bounds) * 2]),
      () => rows(`UPDATE parameters SET minimum = 0, maximum = 130 WHERE key = 'loss_pct'`),
      () => rows(`UPDATE variants SET parameters = ''`),
    ])(),
}; // prettier-ignore

interface Input extends Bounds {
  readonly variant_id: string;
  readonly routing: string;
  readonly key: string;
  readonly value: number | null;
}

/** What every variant computes with, resolved by SQL alone. */
const INPUTS = `
  WITH in_force AS (
    SELECT DISTINCT ON (parameter_id, item_id) parameter_id, item_id, rate_value::float8 AS value FROM price_rates
     WHERE effective_date <= '2026-06-30' ORDER BY parameter_id, item_id, effective_date DESC)
  SELECT v.id AS variant_id, r.code AS routing, p.key, p.minimum, p.maximum,
         CASE p.kind WHEN 'NUMBER' THEN held.value
                     ELSE (SELECT f.value FROM in_force f WHERE f.item_id = held.value) END AS value
    FROM variants v JOIN master_yarns y ON y.id = v.master_yarn_id JOIN routings r ON r.id = v.routing_id
         CROSS JOIN parameters p
         CROSS JOIN LATERAL (SELECT coalesce(
           (SELECT u.value FROM unpack_parameters(v.parameters) u WHERE u.parameter_id = p.id),
           (SELECT u.value FROM unpack_parameters(y.parameters) u WHERE u.parameter_id = p.id),
           (SELECT u.value FROM unpack_parameters(r.parameters) u WHERE u.parameter_id = p.id),
           (SELECT f.value FROM in_force f WHERE f.parameter_id = p.id), p.default_value, p.default_item_id) AS value) held`;

/** Variants by what readers see of them, and what is wrong with those that are CURRENT. */
async function lookAtCosts(): Promise<{ current: number; failed: number; implausible: object[] }> {
  const byVariant = new Map<string, Input[]>();
  for (const input of await rows<Input>(INPUTS)) byVariant.set(input.variant_id, [...(byVariant.get(input.variant_id) ?? []), input]);
  const { body } = (await api.get('/api/v1/cost-summaries?limit=500').expect(200)) as {
    body: { data: { variant_id: string; status: string; grand_total: string }[] };
  };
  const count = (status: string): number => body.data.filter((one) => one.status === status).length;
  const implausible = body.data.filter((one) => one.status === 'CURRENT').flatMap(({ variant_id, grand_total }): object[] => {
    const inputs = byVariant.get(variant_id)!;
    const { routing } = inputs[0]!;
    const read = inputs.filter(({ key }) => OUTPUT[routing]!.formula.includes(key) || ['kg', 'fibre', 'tariff'].includes(key));
    const values = Object.fromEntries(read.map(({ key, value }) => [key, value])) as unknown as Values;
    const isWrong = read.some((one) => one.value === null || isBeyond(one.value, one)) || !(OUTPUT[routing]!.of(values) > 0);
    return isWrong || values.fibre < 0 ? [{ routing, grand_total, read }] : [];
  });
  return { current: count('CURRENT'), failed: count('FAILED'), implausible };
} // prettier-ignore

describe('whatever is written, by whatever way', () => {
  it('no current cost has an output of 0 or less, or an input out of its bounds', { timeout: 300_000 }, async () => {
    const seen = { current: 0, failed: 0, accepted: new Set<string>(), refused: new Set<string>() };
    for (let round = 0; round < ROUNDS; round++) {
      const way = Object.keys(WAYS)[round % 6]!;
      try {
        await WAYS[way]!(await boundsNow());
        seen.accepted.add(way);
      } catch (error) {
        if (!(error instanceof CostingError) || error.code !== 'INVALID_INPUT') throw error;
        seen.refused.add(way);
      }
      if (round % 10 === 0) await mill.runFull({ allowedFailedShare: 1 });
      else {
        const delta = await requestDelta(mill.database, { allowedFailedShare: 1 });
        if (delta) expect(await mill.ended(delta)).toMatchObject({ status: 'COMPLETED' });
      }
      const { current, failed, implausible } = await lookAtCosts();
      expect(implausible, `seed ${SEED}, round ${round}, ${way}`).toEqual([]);
      seen.current += current;
      seen.failed += failed;
    }
    // All of it was tried: files and requests were refused and accepted, and both kinds of variants were looked at.
    expect([...seen.accepted].sort()).toEqual(['csv', 'json', 'ndjson', 'rates', 'rest', 'sql']);
    expect([...seen.refused].sort()).toEqual(['csv', 'json', 'ndjson', 'rates', 'rest']);
    expect(Math.min(seen.current, seen.failed)).toBeGreaterThan(ROUNDS);
  });
});
