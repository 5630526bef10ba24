import type { ClientBase } from 'pg';
import type { CatalogueDraft } from './catalogue-draft.js';
import { codeOrId } from './packing.js';

/** What an import did to one part of the catalogue. */
export interface PartCounts {
  readonly inserted: number;
  readonly updated: number;
  readonly unchanged: number;
}

/**
 * Writes rows by natural key with one UPDATE and one INSERT for the lot. Not `INSERT … ON CONFLICT`: that draws an
 * identity value for every row that exists already, and 250 parameters imported 131 times would use up `smallint`.
 * Imports hold a lock, so no row appears between the two. `$1` of both statements is the rows as JSON.
 */
async function upsert(client: ClientBase, rows: readonly unknown[], statements: Upsert): Promise<PartCounts> {
  if (rows.length === 0) return { inserted: 0, updated: 0, unchanged: 0 };
  const values = [JSON.stringify(rows)];
  const updated = (await client.query({ text: statements.update, values })).rowCount ?? 0;
  const inserted = (await client.query({ text: statements.insert, values })).rowCount ?? 0;
  return { inserted, updated, unchanged: rows.length - inserted - updated };
}

interface Upsert {
  readonly update: string;
  readonly insert: string;
}

/** New rows are numbered by their names, so that equal catalogues get equal ids whatever the planner does. */
function inOrder(name: string): string {
  return `${name} COLLATE "C"`;
}

export async function writeCurrency(client: ClientBase, currency: string): Promise<PartCounts> {
  const { rowCount } = await client.query({
    text: `UPDATE catalogue_settings SET currency = $1 WHERE currency <> $1`,
    values: [currency],
  });
  return { inserted: 0, updated: rowCount ?? 0, unchanged: 1 - (rowCount ?? 0) };
}

/** The time zone of the mill's day, see `readMillDay`. */
export async function writeTimeZone(client: ClientBase, timeZone: string): Promise<PartCounts> {
  const { rowCount } = await client.query({
    text: `UPDATE catalogue_settings SET time_zone = $1 WHERE time_zone IS DISTINCT FROM $1`,
    values: [timeZone],
  });
  return { inserted: 0, updated: rowCount ?? 0, unchanged: 1 - (rowCount ?? 0) };
}

export function writeItems(client: ClientBase, items: CatalogueDraft['items']): Promise<PartCounts> {
  const rows = items.map(({ code, name, unit }) => ({ code, name, unit }));
  const source = `jsonb_to_recordset($1::jsonb) AS n (code text, name text, unit text)`;
  return upsert(client, rows, {
    update: `UPDATE items o SET name = n.name, unit = n.unit FROM ${source}
              WHERE o.code = n.code AND (o.name, o.unit) IS DISTINCT FROM (n.name, n.unit)`,
    insert: `INSERT INTO items (code, name, unit) SELECT code, name, unit FROM ${source}
              WHERE NOT EXISTS (SELECT FROM items o WHERE o.code = n.code) ORDER BY ${inOrder('n.code')}`,
  });
}

export async function writeParameters(
  client: ClientBase,
  parameters: CatalogueDraft['parameters'],
  itemIds: ReadonlyMap<string, number>,
  drawsIds = true,
): Promise<PartCounts> {
  const groups = [...new Set(parameters.map(({ group }) => group).filter((group) => group !== null))];
  await client.query({
    text: `INSERT INTO parameter_groups (name) SELECT name FROM unnest($1::text[]) AS n (name)
            WHERE NOT EXISTS (SELECT FROM parameter_groups g WHERE g.name = n.name)
            ORDER BY ${inOrder('n.name')}`,
    values: [groups],
  });
  const rows = parameters.map(({ key, kind, label, unit, group, defaultValue, minimum, maximum }) => ({
    key, kind, label, unit, group, minimum, maximum,
    number: kind === 'NUMBER' ? defaultValue : null,
    item: kind === 'ITEM' && defaultValue !== null ? codeOrId(defaultValue, itemIds) : null,
  })); // prettier-ignore
  const source = `
    (SELECT n.key, n.kind, n.label, n.unit, g.id AS group_id, n.number AS default_value, n.item AS default_item_id,
            n.minimum, n.maximum
       FROM jsonb_to_recordset($1::jsonb) AS n (key text, kind text, label text, unit text, "group" text,
                                                number double precision, item integer,
                                                minimum double precision, maximum double precision)
            LEFT JOIN parameter_groups g ON g.name = n."group") n`;
  const columns = ['kind', 'label', 'unit', 'group_id', 'default_value', 'default_item_id', 'minimum', 'maximum'];
  return upsert(client, rows, {
    update: `UPDATE parameters o SET ${columns.map((c) => `${c} = n.${c}`).join(', ')} FROM ${source}
              WHERE o.key = n.key AND (${columns.map((c) => `o.${c}`).join(', ')})
                                      IS DISTINCT FROM (${columns.map((c) => `n.${c}`).join(', ')})`,
    insert: `INSERT INTO parameters (${drawsIds ? '' : 'id, '}key, ${columns.join(', ')})
             ${drawsIds ? '' : 'OVERRIDING SYSTEM VALUE'}
             SELECT ${drawsIds ? '' : `${FREE_ID}, `}key, ${columns.join(', ')} FROM ${source}
              WHERE NOT EXISTS (SELECT FROM parameters o WHERE o.key = n.key) ORDER BY ${inOrder('n.key')}`,
  });
}

/** Ids that no parameter has, without drawing from the sequence. */
const FREE_ID = `(SELECT coalesce(max(id), 0) FROM parameters) + row_number() OVER (ORDER BY ${inOrder('n.key')})`;

/** Adds and changes rates by subject and first day. */
export function writePriceRates(client: ClientBase, rates: CatalogueDraft['priceRates']): Promise<PartCounts> {
  const rows = rates.map(({ subject, rateValue, effectiveDate, expiredDate, notes }) => ({
    parameter: subject.type === 'parameter' ? subject.code : null,
    item: subject.type === 'item' ? subject.code : null,
    value: rateValue,
    effective: effectiveDate,
    expired: expiredDate,
    notes,
  }));
  const source = `
    (SELECT p.id AS parameter_id, i.id AS item_id, n.value, n.effective, n.expired, n.notes
       FROM jsonb_to_recordset($1::jsonb) AS n (parameter text, item text, value numeric(24,12), effective date,
                                                expired date, notes text)
            LEFT JOIN parameters p ON p.key = n.parameter
            LEFT JOIN items i ON i.code = n.item) n`;
  // Not IS NOT DISTINCT FROM, which cannot be hashed: 10,000 items priced on one day would be compared pair by pair.
  const same = `coalesce(o.parameter_id, 0) = coalesce(n.parameter_id, 0)
                AND coalesce(o.item_id, 0) = coalesce(n.item_id, 0) AND o.effective_date = n.effective`;
  return upsert(client, rows, {
    update: `UPDATE price_rates o SET rate_value = n.value, expired_date = n.expired, notes = n.notes FROM ${source}
              WHERE ${same} AND (o.rate_value, o.expired_date, o.notes) IS DISTINCT FROM (n.value, n.expired, n.notes)`,
    insert: `INSERT INTO price_rates (parameter_id, item_id, rate_value, effective_date, expired_date, notes)
             SELECT parameter_id, item_id, value, effective, expired, notes FROM ${source}
              WHERE NOT EXISTS (SELECT FROM price_rates o WHERE ${same})
              ORDER BY parameter_id, item_id, effective`,
  });
}

export function writeProcesses(client: ClientBase, processes: CatalogueDraft['processes']): Promise<PartCounts> {
  const rows = processes.map(({ code, name }) => ({ code, name }));
  const source = `jsonb_to_recordset($1::jsonb) AS n (code text, name text)`;
  return upsert(client, rows, {
    update: `UPDATE processes o SET name = n.name FROM ${source} WHERE o.code = n.code AND o.name <> n.name`,
    insert: `INSERT INTO processes (code, name) SELECT code, name FROM ${source}
              WHERE NOT EXISTS (SELECT FROM processes o WHERE o.code = n.code) ORDER BY ${inOrder('n.code')}`,
  });
}

/** `parameters` here is packed, in hexadecimal. */
export function writeMasterYarns(
  client: ClientBase,
  rows: readonly { code: string; name: string; parameters: string }[],
): Promise<PartCounts> {
  const source = `(SELECT n.code, n.name, decode(n.parameters, 'hex') AS parameters
                     FROM jsonb_to_recordset($1::jsonb) AS n (code text, name text, parameters text)) n`;
  return upsert(client, rows, {
    update: `UPDATE master_yarns o SET name = n.name, parameters = n.parameters FROM ${source}
              WHERE o.code = n.code AND (o.name, o.parameters) IS DISTINCT FROM (n.name, n.parameters)`,
    insert: `INSERT INTO master_yarns (code, name, parameters) SELECT code, name, parameters FROM ${source}
              WHERE NOT EXISTS (SELECT FROM master_yarns o WHERE o.code = n.code) ORDER BY ${inOrder('n.code')}`,
  });
}
