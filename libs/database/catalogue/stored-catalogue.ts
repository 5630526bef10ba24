import type { ClientBase } from 'pg';
import type { Bounds, ParameterKind } from '#costing';

/** What its values have to be like. */
export interface ParameterRule extends Bounds {
  readonly kind: ParameterKind;
}

export interface StoredParameter extends ParameterRule {
  readonly id: number;
}

/** Ids by natural key of everything that an import may refer to. */
export interface StoredCatalogue {
  readonly parameters: ReadonlyMap<string, StoredParameter>;
  readonly items: ReadonlyMap<string, number>;
  readonly processes: ReadonlyMap<string, number>;
  readonly routings: ReadonlyMap<string, number>;
  readonly masterYarns: ReadonlyMap<string, number>;
}

export async function readStoredCatalogue(client: ClientBase): Promise<StoredCatalogue> {
  const parameters = await client.query<StoredParameter & { key: string }>(
    `SELECT key, id, kind, minimum, maximum FROM parameters`,
  );
  return {
    parameters: new Map(parameters.rows.map(({ key, ...rest }) => [key, rest])),
    items: await idsByCode(client, `SELECT code, id FROM items`),
    processes: await idsByCode(client, `SELECT code, id FROM processes`),
    routings: await idsByCode(client, `SELECT code, id FROM routings`),
    masterYarns: await idsByCode(client, `SELECT code, id FROM master_yarns`),
  };
}

/** What one entry names; only parameters may be all there are, because a formula can read any. */
export interface ReferredNames {
  readonly parameters: readonly string[] | 'ALL';
  readonly items: readonly string[];
  readonly processes: readonly string[];
  readonly routings: readonly string[];
  readonly masterYarns: readonly string[];
}

/** The part of the catalogue with these names: a single entry need not read ten thousand yarns. */
export async function readReferredCatalogue(client: ClientBase, names: ReferredNames): Promise<StoredCatalogue> {
  const parameters = await client.query<StoredParameter & { key: string }>({
    text: `SELECT key, id, kind, minimum, maximum FROM parameters WHERE $1::text[] IS NULL OR key = ANY ($1)`,
    values: [names.parameters === 'ALL' ? null : storable(names.parameters)],
  });
  const byCode = (table: string, codes: readonly string[]): Promise<Map<string, number>> =>
    codes.length === 0
      ? Promise.resolve(new Map<string, number>())
      : idsByCode(client, `SELECT code, id FROM ${table} WHERE code = ANY ($1)`, [storable(codes)]);
  return {
    parameters: new Map(parameters.rows.map(({ key, ...rest }) => [key, rest])),
    items: await byCode('items', names.items),
    processes: await byCode('processes', names.processes),
    routings: await byCode('routings', names.routings),
    masterYarns: await byCode('master_yarns', names.masterYarns),
  };
}

/** PostgreSQL takes no text with a NUL, and nothing has such a name: the check says so. */
const storable = (names: readonly string[]): string[] => names.filter((name) => !name.includes('\0'));

async function idsByCode(client: ClientBase, text: string, values: unknown[] = []): Promise<Map<string, number>> {
  const { rows } = await client.query<[string, number]>({ text, values, rowMode: 'array' });
  return new Map(rows);
}
