import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type AffectedPart,
  type AffectedPredicate,
  type AskedVariant,
  compareInputs,
  isAffected,
  joinParts,
  PARTITION_COUNT,
} from '#costing';
import {
  affectedCondition,
  copyAffectedOut,
  countAffected,
  generationLeaf,
  predicateByPartition,
  VARIANT_ROW,
  variantsPartition,
} from '#database';
import { endOfParameters, isStored } from '../../apps/worker/stored-summary.js';
import { testDatabase, type TestDatabase } from '../helpers/postgres.js';
import {
  editCatalogue,
  type RandomCatalogue,
  randomCatalogue,
  snapshotOf,
  yarnsOf,
} from '../oracle/random-catalogue.js';
import { Random } from '../oracle/random.js';

const SEED = 11;
const VARIANTS = 2_000;
const PREDICATES = 60;
const GENERATION = 7;
const IS_STORED = `id < '80000000-0000-0000-0000-000000000000'`;

let database: TestDatabase;
let client: Client;
let catalogue: RandomCatalogue;
const random = new Random(SEED);

beforeAll(async () => {
  database = await testDatabase();
  client = new Client({ connectionString: database.url });
  await client.connect();
  catalogue = randomCatalogue(random, VARIANTS);
  await client.query({
    text: `INSERT INTO variants (id, master_yarn_id, routing_id, updated_at, parameters, sku)
           SELECT * FROM unnest($1::uuid[], $2::integer[], $3::integer[], $4::timestamptz[], $5::bytea[], $1::text[])`,
    values: [
      catalogue.variants.map(({ id }) => id),
      catalogue.variants.map(({ masterYarnId }) => masterYarnId),
      catalogue.variants.map(({ routingId }) => routingId),
      catalogue.variants.map(({ updatedAt }) => updatedAt),
      catalogue.variants.map(({ parameters }) => Buffer.from(parameters)),
    ],
  });
  for (let n = 0; n < PARTITION_COUNT; n++) {
    const leaf = generationLeaf(GENERATION, n);
    await client.query(`CREATE TABLE ${leaf} (LIKE cost_summaries);
      INSERT INTO ${leaf} SELECT id, 1, -2, 3, 9, ${GENERATION} FROM ${variantsPartition(n)} WHERE ${IS_STORED}`);
  }
});
afterAll(async () => {
  await client.end();
  await database.close();
});

/** What some edits of the catalogue touch, and at times some variants by name or time. */
function randomPredicate(): AffectedPredicate {
  const after: RandomCatalogue = {
    ...catalogue,
    parameters: [...catalogue.parameters],
    items: [...catalogue.items],
    routings: [...catalogue.routings],
    yarns: new Map(catalogue.yarns),
  };
  for (let edit = random.below(3); edit >= 0; edit--) editCatalogue(random, after);
  const inputsOf = (one: RandomCatalogue) => ({ snapshot: snapshotOf(one), yarnParameters: yarnsOf(one) });
  const parts: AffectedPart[] = compareInputs(inputsOf(catalogue), inputsOf(after)).map(({ part }) => part);
  if (random.chance(0.3)) {
    const variantIds = Array.from({ length: 5 }, () => random.pick(catalogue.variants).id);
    parts.push({ kind: 'VARIANTS', variantIds: [...variantIds, '00000000-0000-5000-9000-000000000000'] });
  }
  if (random.chance(0.1)) parts.push({ kind: 'UPDATED_SINCE', since: '2026-01-01T00:00:00.800000Z' });
  return joinParts(parts);
}

async function copiedOut(predicate: AffectedPredicate): Promise<string[]> {
  const ids: string[] = [];
  for (const [partitionNo, own] of predicateByPartition(predicate, PARTITION_COUNT).entries()) {
    const copy = copyAffectedOut(client, partitionNo, { predicate: own, generation: GENERATION }, (row, start) => {
      const id = Buffer.from(row.buffer, row.byteOffset + start + VARIANT_ROW.id, 16).toString('hex');
      const at = endOfParameters(row, start);
      expect(isStored(row, at, Float64Array.of(1, -2, 3), GENERATION)).toBe(id < '8');
      expect(isStored(row, at, Float64Array.of(1, -2, 4), GENERATION)).toBe(false);
      expect(isStored(row, at, Float64Array.of(1, -2, 3), 10)).toBe(false);
      ids.push(id);
    });
    await copy.done;
  }
  return ids.sort();
}

async function counted(predicates: readonly AffectedPredicate[]): Promise<number[]> {
  const sums = predicates.map(() => 0);
  for (let partitionNo = 0; partitionNo < PARTITION_COUNT; partitionNo++) {
    for (const { counts } of await countAffected(client, partitionNo, predicates)) {
      counts.forEach((count, n) => (sums[n]! += count));
    }
  }
  return sums;
}

describe('the SQL of a predicate', () => {
  it(`takes what its readable twin takes (seed ${SEED})`, async () => {
    const taken = new Map<number, AffectedPredicate>();
    const kinds = new Set<string>();
    for (let n = 0; n < PREDICATES; n++) {
      const predicate = randomPredicate();
      const expected = catalogue.variants.filter((variant: AskedVariant) => isAffected(predicate, variant));
      const ids = expected.map(({ id }) => id.replaceAll('-', '')).sort();
      expect(await copiedOut(predicate), JSON.stringify(predicate)).toEqual(ids);
      for (const { kind } of predicate.parts) kinds.add(kind);
      taken.set(ids.length, predicate);
    }
    expect(await counted([...taken.values()])).toEqual([...taken.keys()]);
    expect([...kinds].sort()).toEqual(['HOLDS_ITEM', 'INHERITS', 'ROUTINGS', 'UPDATED_SINCE', 'VARIANTS']);
    expect(taken.size).toBeGreaterThan(PREDICATES / 3);
  });

  it('takes everything, or nothing', async () => {
    expect(await counted([{ parts: [{ kind: 'ALL' }] }, { parts: [] }])).toEqual([VARIANTS, 0]);
  });

  it.each<[string, AffectedPart]>([
    ['a routing', { kind: 'ROUTINGS', routingIds: ['1) OR (1=1' as unknown as number] }],
    ['a variant', { kind: 'VARIANTS', variantIds: [`'; DROP TABLE variants; --`] }],
    ['a time', { kind: 'UPDATED_SINCE', since: `now'` }],
  ])('is not made of what only pretends to be %s', (_, part) => {
    expect(() => affectedCondition({ parts: [part] }, 0)).toThrow(RangeError);
  });
});
