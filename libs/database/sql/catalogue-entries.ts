import type { ClientBase, Pool } from 'pg';
import { utc } from './utc.js';

type Queryable = ClientBase | Pool;

/** Parts of the catalogue that are small tables, by the name that a catalogue file gives them. */
export type SmallPart = 'parameters' | 'items' | 'processes' | 'routings' | 'master_yarns' | 'price_rates';

/** A row as REST shows it, but for `parameters`, which are packed here. */
export type EntryRow = Readonly<Record<string, unknown>> & { readonly parameters?: Buffer };

const STEPS = `
  (SELECT coalesce(json_agg(json_build_object('code', s.code, 'process', p.code, 'cost_component', s.cost_component,
                                              'formula', s.formula_expression) ORDER BY s.sequence_order), '[]')
     FROM process_steps s LEFT JOIN processes p ON p.id = s.process_id WHERE s.routing_id = o.id)`;

const CODED: Readonly<Record<Exclude<SmallPart, 'price_rates'>, { readonly select: string; readonly key: string }>> = {
  parameters: {
    key: 'o.key',
    select: `SELECT o.key, o.kind, o.label, o.unit, g.name AS "group",
                    coalesce(to_jsonb(o.default_value), to_jsonb(i.code)) AS default_value, o.minimum, o.maximum
               FROM parameters o LEFT JOIN parameter_groups g ON g.id = o.group_id
                    LEFT JOIN items i ON i.id = o.default_item_id`,
  },
  items: { key: 'o.code', select: `SELECT o.code, o.name, o.unit FROM items o` },
  processes: { key: 'o.code', select: `SELECT o.code, o.name FROM processes o` },
  routings: {
    key: 'o.code',
    select: `SELECT o.code, o.name, o.output_unit, o.output_quantity, o.parameters, ${STEPS} AS steps FROM routings o`,
  },
  master_yarns: { key: 'o.code', select: `SELECT o.code, o.name, o.parameters FROM master_yarns o` },
};

/** Digits and dates as text, so that nothing is lost on the way. */
const RATES = `
  SELECT o.id::text AS id, p.key AS parameter_key, i.code AS item, trim_scale(o.rate_value)::text AS rate_value,
         o.effective_date::text, o.expired_date::text, o.notes, ${utc('o.created_at')} AS created_at
    FROM price_rates o LEFT JOIN parameters p ON p.id = o.parameter_id LEFT JOIN items i ON i.id = o.item_id`;

/** One entry by its key (a rate by its id); `forUpdate`: nobody else changes it before the transaction ends. */
export async function readEntryRow(
  client: Queryable,
  part: SmallPart,
  key: string,
  { forUpdate }: { readonly forUpdate: boolean },
): Promise<EntryRow | null> {
  const from = part === 'price_rates' ? { select: RATES, key: 'o.id' } : CODED[part];
  const { rows } = await client.query<EntryRow>({
    text: `${from.select} WHERE ${from.key} = $1 ${forUpdate ? 'FOR UPDATE OF o' : ''}`,
    values: [key],
  });
  return rows[0] ?? null;
}

/** The entries with these keys, in no order. */
export async function readEntryRows(
  client: Queryable,
  part: Exclude<SmallPart, 'price_rates'>,
  keys: readonly string[],
): Promise<EntryRow[]> {
  const { select, key } = CODED[part];
  const { rows } = await client.query<EntryRow>({ text: `${select} WHERE ${key} = ANY ($1)`, values: [keys] });
  return rows;
}

/** All rates of these parameters and items, each subject's by date. */
export async function readRateRowsOf(
  client: Queryable,
  { parameterKeys, items }: { readonly parameterKeys: readonly string[]; readonly items: readonly string[] },
): Promise<EntryRow[]> {
  const { rows } = await client.query<EntryRow>({
    text: `${RATES}
            WHERE o.parameter_id = ANY (ARRAY(SELECT id FROM parameters WHERE key = ANY ($1)))
               OR o.item_id = ANY (ARRAY(SELECT id FROM items WHERE code = ANY ($2)))
            ORDER BY o.parameter_id, o.item_id, o.effective_date`,
    values: [parameterKeys, items],
  });
  return rows;
}

/** Entries of a part in the order of their keys, byte by byte, from the one after `after` on. */
export async function listEntryRows(
  client: Queryable,
  part: Exclude<SmallPart, 'price_rates'>,
  { after, limit }: { readonly after: string | null; readonly limit: number },
): Promise<EntryRow[]> {
  const { select, key } = CODED[part];
  const { rows } = await client.query<EntryRow>({
    text: `${select} WHERE $1::text IS NULL OR ${key} COLLATE "C" > $1 ORDER BY ${key} COLLATE "C" LIMIT $2`,
    values: [after, limit],
  });
  return rows;
}

/** What a list of rates is narrowed to; null: everything. */
export interface RateFilter {
  readonly parameterKey: string | null;
  readonly item: string | null;
  /** Only the rate of each parameter and item that is in force on this day. */
  readonly asOf: string | null;
}

/** Rates by id, from the one after `after` on. */
export async function listRateRows(
  client: Queryable,
  { parameterKey, item, asOf }: RateFilter,
  { after, limit }: { readonly after: string | null; readonly limit: number },
): Promise<EntryRow[]> {
  const { rows } = await client.query<EntryRow>({
    text: `${RATES}
            WHERE ($1::bigint IS NULL OR o.id > $1) AND ($3::text IS NULL OR p.key = $3)
              AND ($4::text IS NULL OR i.code = $4)
              AND ($5::date IS NULL OR o.id IN (
                    SELECT DISTINCT ON (parameter_id, item_id) id FROM price_rates
                     WHERE effective_date <= $5 AND (expired_date IS NULL OR expired_date > $5)
                     ORDER BY parameter_id, item_id, effective_date DESC))
            ORDER BY o.id LIMIT $2`,
    values: [after, limit, parameterKey, item, asOf],
  });
  return rows;
}

/** The id of the rate that a parameter or item has from that day on; null: none. */
export async function findRateId(
  client: Queryable,
  rate: { readonly type: 'parameter' | 'item'; readonly code: string; readonly effectiveDate: string },
): Promise<string | null> {
  const { rows } = await client.query<{ id: string }>({
    text: `SELECT o.id::text AS id
             FROM price_rates o LEFT JOIN parameters p ON p.id = o.parameter_id LEFT JOIN items i ON i.id = o.item_id
            WHERE CASE WHEN $1 = 'item' THEN i.code ELSE p.key END = $2 AND o.effective_date = $3`,
    values: [rate.type, rate.code, rate.effectiveDate],
  });
  return rows[0]?.id ?? null;
}

/** What of a rate may change; `rateValue` in plain decimal notation. */
export interface RateValues {
  readonly rateValue: string;
  readonly effectiveDate: string;
  readonly expiredDate: string | null;
  readonly notes: string | null;
}

/** Changes the rate with this id. */
export async function updateRate(client: ClientBase, id: string, rate: RateValues): Promise<void> {
  await client.query({
    text: `UPDATE price_rates SET rate_value = $2, effective_date = $3, expired_date = $4, notes = $5
            WHERE id = $1 AND (rate_value, effective_date, expired_date, notes)
                              IS DISTINCT FROM ($2::numeric(24,12), $3::date, $4::date, $5::text)`,
    values: [id, rate.rateValue, rate.effectiveDate, rate.expiredDate, rate.notes],
  });
}

const DELETE: Readonly<Record<SmallPart, string>> = {
  parameters: `DELETE FROM parameters WHERE key = $1`,
  items: `DELETE FROM items WHERE code = $1`,
  processes: `DELETE FROM processes WHERE code = $1`,
  routings: `DELETE FROM routings WHERE code = $1`,
  master_yarns: `DELETE FROM master_yarns WHERE code = $1`,
  price_rates: `DELETE FROM price_rates WHERE id = $1`,
};

/** Deletes an entry, a routing with its steps. Foreign keys keep what small tables refer to; see `findUsers` for variants. */
export async function deleteEntryRow(client: ClientBase, part: SmallPart, key: string): Promise<void> {
  await client.query({ text: DELETE[part], values: [key] });
}

/** Keys and codes by id of what packed parameters may hold. */
export interface ParameterNames {
  readonly parameters: ReadonlyMap<number, { readonly key: string; readonly isItem: boolean }>;
  readonly items: ReadonlyMap<number, string>;
}

/** Names of these parameters, and of those among the values that are items. */
export async function readParameterNames(
  client: Queryable,
  parameterIds: readonly number[],
  values: readonly number[],
): Promise<ParameterNames> {
  const parameters = await client.query<{ id: number; key: string; isItem: boolean }>({
    text: `SELECT id, key, kind = 'ITEM' AS "isItem" FROM parameters WHERE id = ANY ($1)`,
    values: [parameterIds],
  });
  const items = await client.query<{ id: number; code: string }>({
    text: `SELECT id, code FROM items WHERE id = ANY ($1)`,
    values: [values],
  });
  return {
    parameters: new Map(parameters.rows.map(({ id, ...name }) => [id, name])),
    items: new Map(items.rows.map(({ id, code }) => [id, code])),
  };
}
