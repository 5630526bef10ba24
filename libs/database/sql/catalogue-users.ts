import type { ClientBase } from 'pg';
import { holdsItem, holdsNoValue } from './affected.js';

/** What an entry of the catalogue is used by. */
export interface EntryUser {
  readonly part: 'parameters' | 'price_rates' | 'routings' | 'master_yarns' | 'variants';
  /** Key, code or SKU; of a rate the id. */
  readonly key: string;
}

export interface EntryUsers {
  /** The first ones. */
  readonly users: readonly EntryUser[];
  /** How many were found; when `isComplete` is false there may be more. */
  readonly count: number;
  readonly isComplete: boolean;
}

/** The parts whose entries others refer to. */
export type UsedPart = 'parameters' | 'items' | 'processes' | 'routings' | 'master_yarns';

const NAMED_MAX = 10;

/**
 * Who uses an entry. Small tables are read whole. Variants have no index by routing, yarn or value, because that index
 * would cost every import of 250 million rows more than a deletion is worth: they are read only when nothing else uses the
 * entry, and until `NAMED_MAX` users are found. That is a moment for an entry that many use, and for one that nobody uses a
 * pass over all of them, which takes about a second a million.
 */
export async function findUsers(client: ClientBase, part: UsedPart, key: string): Promise<EntryUsers> {
  const { small, variants } = await searchesOf(client, part, key);
  const users: EntryUser[] = [];
  for (const search of small) users.push(...(await client.query<EntryUser>({ text: search, values: [key] })).rows);
  const few = users.slice(0, NAMED_MAX);
  if (variants === null) return { users: few, count: users.length, isComplete: true };
  if (users.length > 0) return { users: few, count: users.length, isComplete: false };
  const { rows } = await client.query<EntryUser>(
    `SELECT 'variants' AS part, sku AS key FROM variants WHERE ${variants} LIMIT ${NAMED_MAX + 1}`,
  );
  return { users: rows.slice(0, NAMED_MAX), count: rows.length, isComplete: rows.length <= NAMED_MAX };
}

interface Searches {
  /** Statements over small tables, those last that may give many; `$1` is the key. */
  readonly small: readonly string[];
  /** Condition of the variants that use it; null: none can. */
  readonly variants: string | null;
}

async function searchesOf(client: ClientBase, part: UsedPart, key: string): Promise<Searches> {
  switch (part) {
    case 'processes':
      return { small: [STEPS_OF_PROCESS], variants: null };
    case 'routings':
      return {
        small: [],
        variants: `routing_id = ${await idOf(client, `SELECT id FROM routings WHERE code = $1`, key)}`,
      };
    case 'master_yarns': {
      const id = await idOf(client, `SELECT id FROM master_yarns WHERE code = $1`, key);
      return { small: [], variants: `master_yarn_id = ${id}` };
    }
    case 'parameters': {
      const holds = `NOT (${holdsNoValue(await idOf(client, `SELECT id FROM parameters WHERE key = $1`, key))})`;
      return { small: [FORMULAS_WITH, ...holders(holds), RATES_OF_PARAMETER], variants: holds };
    }
    case 'items': {
      const id = await idOf(client, `SELECT id FROM items WHERE code = $1`, key);
      const { rows } = await client.query<{ id: number }>(`SELECT id FROM parameters WHERE kind = 'ITEM'`);
      const holds = rows.map((parameter) => `(${holdsItem(parameter.id, [id])})`).join(' OR ') || 'false';
      return { small: [DEFAULTS_OF_ITEM, ...holders(holds), RATES_OF_ITEM], variants: holds };
    }
  }
}

/** 0 for what is not there: no row refers to it. */
async function idOf(client: ClientBase, text: string, key: string): Promise<number> {
  const { rows } = await client.query<{ id: number }>({ text, values: [key] });
  return rows[0]?.id ?? 0;
}

/** `$1` is not needed, but the statement must know its type. */
const holders = (condition: string): string[] => [
  `SELECT 'routings' AS part, code AS key FROM routings WHERE $1::text IS NOT NULL AND (${condition}) ORDER BY code`,
  `SELECT 'master_yarns' AS part, code AS key FROM master_yarns
    WHERE $1::text IS NOT NULL AND (${condition}) ORDER BY code`,
];

const STEPS_OF_PROCESS = `
  SELECT DISTINCT 'routings' AS part, r.code AS key
    FROM processes p JOIN process_steps s ON s.process_id = p.id JOIN routings r ON r.id = s.routing_id
   WHERE p.code = $1 ORDER BY r.code`;

const RATES_OF_PARAMETER = `
  SELECT 'price_rates' AS part, r.id::text AS key FROM price_rates r JOIN parameters p ON p.id = r.parameter_id
   WHERE p.key = $1 ORDER BY r.id`;

const RATES_OF_ITEM = `
  SELECT 'price_rates' AS part, r.id::text AS key FROM price_rates r JOIN items i ON i.id = r.item_id
   WHERE i.code = $1 ORDER BY r.id`;

const DEFAULTS_OF_ITEM = `
  SELECT 'parameters' AS part, p.key FROM parameters p JOIN items i ON i.id = p.default_item_id
   WHERE i.code = $1 ORDER BY p.key`;

/** A formula uses the key where it stands between characters that cannot belong to a name. */
const FORMULAS_WITH = `
  SELECT 'routings' AS part, r.code AS key FROM routings r
   WHERE r.output_quantity ~ ('(^|[^A-Za-z0-9_])' || $1::text || '($|[^A-Za-z0-9_])')
      OR EXISTS (SELECT FROM process_steps s WHERE s.routing_id = r.id
                    AND s.formula_expression ~ ('(^|[^A-Za-z0-9_])' || $1::text || '($|[^A-Za-z0-9_])'))
   ORDER BY r.code`;
