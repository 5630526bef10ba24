import type { ClientBase } from 'pg';
import { type Bounds, isBeyond, PACKED_ENTRY_BYTES, PARTITION_COUNT, rateBounds } from '#costing';
import { copyVariantsOut, VARIANT_ROW } from '../copy/partition-copy.js';

/** Stored values of one parameter that are beyond bounds, of one kind of holder. */
export interface ValuesBeyond {
  readonly holders: 'price rates' | 'routings' | 'master yarns' | 'variants';
  readonly count: number;
  /** The first ones: codes or SKUs, of rates their first days, each with its value. */
  readonly examples: readonly { readonly name: string; readonly value: number }[];
}

/** A parameter whose stored values are looked through; `id` as packed values have it. */
export interface BoundedParameter extends Bounds {
  readonly id: number;
}

const EXAMPLES_MAX = 5;

/** Rates, routings and master yarns with a value beyond the bounds of a parameter that holds numbers. */
export async function findHoldersBeyond(client: ClientBase, parameter: BoundedParameter): Promise<ValuesBeyond[]> {
  const rates = { text: RATES_BEYOND, bounds: rateBounds(parameter) };
  const found = [
    await find(client, 'price rates', parameter.id, rates),
    await find(client, 'routings', parameter.id, { text: packedBeyond('routings'), bounds: parameter }),
    await find(client, 'master yarns', parameter.id, { text: packedBeyond('master_yarns'), bounds: parameter }),
  ];
  return found.filter(({ count }) => count > 0);
}

async function find(
  client: ClientBase,
  holders: ValuesBeyond['holders'],
  id: number,
  { text, bounds }: { readonly text: string; readonly bounds: Bounds },
): Promise<ValuesBeyond> {
  const { rows } = await client.query<{ name: string; value: number; total: number }>({
    text,
    values: [id, bounds.minimum, bounds.maximum],
  });
  return { holders, count: rows[0]?.total ?? 0, examples: rows.map(({ name, value }) => ({ name, value })) };
}

const RATES_BEYOND = `
  SELECT effective_date::text AS name, rate_value::float8 AS value, (count(*) OVER ())::integer AS total
    FROM price_rates
   WHERE parameter_id = $1 AND (rate_value::float8 < $2::float8 OR rate_value::float8 > $3::float8)
   ORDER BY effective_date LIMIT ${EXAMPLES_MAX}`;

const packedBeyond = (table: 'routings' | 'master_yarns'): string => `
  SELECT h.code AS name, u.value, (count(*) OVER ())::integer AS total
    FROM ${table} h, unpack_parameters(h.parameters) u
   WHERE u.parameter_id = $1 AND (u.value < $2::float8 OR u.value > $3::float8)
   ORDER BY h.code COLLATE "C" LIMIT ${EXAMPLES_MAX}`;

/**
 * The same of variants, for some parameters in one pass over all of them, by id. There is no index by value: the rows are
 * read as a job reads them, which takes about half a second a million; unpacking them by SQL takes twenty times as long.
 */
export async function findVariantsBeyond(
  client: ClientBase,
  parameters: readonly BoundedParameter[],
): Promise<Map<number, ValuesBeyond>> {
  const found = new Map(
    parameters.map((parameter) => [
      parameter.id,
      { parameter, count: 0, examples: [] as { variantId: string; value: number }[] },
    ]),
  );
  for (let partitionNo = 0; partitionNo < PARTITION_COUNT; partitionNo++) {
    const { done } = copyVariantsOut(client, partitionNo, (row, start, end) => {
      for (let at = start + VARIANT_ROW.parameters; at < end; at += PACKED_ENTRY_BYTES) {
        const one = found.get(row.getInt16(at));
        if (!one) continue;
        const value = row.getFloat64(at + 2);
        if (!isBeyond(value, one.parameter)) continue;
        one.count++;
        if (one.examples.length < EXAMPLES_MAX) {
          one.examples.push({ variantId: uuidAt(row, start + VARIANT_ROW.id), value });
        }
      }
    });
    await done;
  }
  const skus = await readSkus(
    client,
    [...found.values()].flatMap(({ examples }) => examples),
  );
  return new Map(
    [...found].map(([id, { count, examples }]) => {
      const named = examples.map(({ variantId, value }) => ({ name: skus.get(variantId) ?? variantId, value }));
      return [id, { holders: 'variants', count, examples: named }];
    }),
  );
}

async function readSkus(
  client: ClientBase,
  examples: readonly { readonly variantId: string }[],
): Promise<Map<string, string>> {
  const { rows } = await client.query<{ id: string; sku: string }>({
    text: `SELECT id, sku FROM variants WHERE id = ANY ($1::uuid[])`,
    values: [examples.map(({ variantId }) => variantId)],
  });
  return new Map(rows.map(({ id, sku }) => [id, sku]));
}

function uuidAt(row: DataView, at: number): string {
  const hex = Array.from({ length: 16 }, (_, n) =>
    row
      .getUint8(at + n)
      .toString(16)
      .padStart(2, '0'),
  ).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
