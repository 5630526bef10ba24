import type { ClientBase } from 'pg';
import type { ParameterKind } from '#costing';

/** Ids by natural key of everything that an import may refer to. */
export interface StoredCatalogue {
  readonly parameters: ReadonlyMap<string, { readonly id: number; readonly kind: ParameterKind }>;
  readonly items: ReadonlyMap<string, number>;
  readonly processes: ReadonlyMap<string, number>;
  readonly routings: ReadonlyMap<string, number>;
  readonly masterYarns: ReadonlyMap<string, number>;
}

export async function readStoredCatalogue(client: ClientBase): Promise<StoredCatalogue> {
  const parameters = await client.query<{ key: string; id: number; kind: ParameterKind }>(
    `SELECT key, id, kind FROM parameters`,
  );
  return {
    parameters: new Map(parameters.rows.map(({ key, ...rest }) => [key, rest])),
    items: await idsByCode(client, `SELECT code, id FROM items`),
    processes: await idsByCode(client, `SELECT code, id FROM processes`),
    routings: await idsByCode(client, `SELECT code, id FROM routings`),
    masterYarns: await idsByCode(client, `SELECT code, id FROM master_yarns`),
  };
}

async function idsByCode(client: ClientBase, text: string): Promise<Map<string, number>> {
  const { rows } = await client.query<[string, number]>({ text, rowMode: 'array' });
  return new Map(rows);
}

/**
 * What uses a parameter, in words for a person (`routing RING`, `12 variants`); empty: nothing. Reads every
 * variant when nothing else uses the parameter, which takes about a second a million: callers ask rarely.
 */
export async function findParameterUses(client: ClientBase, key: string): Promise<string[]> {
  const { rows } = await client.query<{ used_by: string }>({ text: SMALL_USES, values: [key] });
  if (rows.length > 0) return rows.map(({ used_by }) => used_by);
  const variants = await client.query<{ sku: string }>({ text: VARIANT_USE, values: [key] });
  return variants.rows.map(({ sku }) => `variant ${sku}`);
}

/** A step's formula uses the key where it stands between characters that cannot belong to a name. */
const SMALL_USES = `
  WITH p AS (SELECT id, '(^|[^A-Za-z0-9_])' || key || '($|[^A-Za-z0-9_])' AS in_formula FROM parameters WHERE key = $1)
  SELECT 'its price rates' AS used_by FROM p WHERE EXISTS (SELECT FROM price_rates r WHERE r.parameter_id = p.id)
  UNION ALL
  SELECT 'routing ' || r.code FROM p, routings r
   WHERE r.output_quantity ~ p.in_formula
      OR EXISTS (SELECT FROM process_steps s WHERE s.routing_id = r.id AND s.formula_expression ~ p.in_formula)
      OR EXISTS (SELECT FROM unpack_parameters(r.parameters) u WHERE u.parameter_id = p.id)
  UNION ALL
  (SELECT 'master yarn ' || y.code FROM p, master_yarns y
    WHERE position(int2send(p.id) IN y.parameters) > 0
      AND EXISTS (SELECT FROM unpack_parameters(y.parameters) u WHERE u.parameter_id = p.id) LIMIT 3)`;

const VARIANT_USE = `
  SELECT v.sku FROM parameters p, variants v
   WHERE p.key = $1 AND position(int2send(p.id) IN v.parameters) > 0
     AND EXISTS (SELECT FROM unpack_parameters(v.parameters) u WHERE u.parameter_id = p.id) LIMIT 1`;
