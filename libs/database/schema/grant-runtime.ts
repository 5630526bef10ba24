import { readFileSync } from 'node:fs';
import { Client, type ClientConfig, escapeIdentifier } from 'pg';
import { CostingError } from '#platform';
import { SCHEMA_FILE } from './ensure-schema.js';
import type { SchemaObjectKind } from './schema-object.js';
import { parseSchema } from './schema-text.js';

const INSUFFICIENT_PRIVILEGE = '42501';
/** `ANALYZE` of a table of somebody else's, from PostgreSQL 17 on; before, it is skipped with a warning. */
const MAINTAIN_FROM = 170_000;

/**
 * Tables that a job attaches leaves to, detaches them from, or takes the key of: PostgreSQL lets only owners do that. A
 * leaf or generation that is there already goes along.
 */
const OWNED = `
  SELECT quote_ident(c.relname) AS name FROM pg_class c
   WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p')
     AND (c.relname ~ '^variants(_p[0-9]{2})?$' OR c.relname ~ '^cost_summaries(_[gd][0-9]+(_p[0-9]{2}(_a[0-9]+)?)?)?$')`;

/** What is only read: the past, and what the owner alone writes. */
const AUDIT = 'audit_entries';
const MIGRATIONS = 'schema_migrations';

interface Facts {
  readonly schema: string;
  readonly database: string;
  readonly owner: string;
  readonly version: number;
  readonly exists: boolean;
  readonly is_owner: boolean;
}

/**
 * Gives `role` what programs need at run time and no more: the data, but neither the schema nor the audit's past. The
 * connection is the owner's, who must be a member of the role (`GRANT role TO owner`), because two tables become the
 * role's. Doing it again changes nothing. Throws `CostingError` UNKNOWN_ROLE or NOT_A_MEMBER.
 */
export async function grantRuntime(connection: ClientConfig, role: string): Promise<void> {
  const client = new Client(connection);
  await client.connect();
  try {
    const facts = await readFacts(client, role);
    checkRole(role, facts);
    await client.query('BEGIN');
    for (const statement of await statements(client, escapeIdentifier(role), facts)) await client.query(statement);
    await client.query('COMMIT');
  } catch (error) {
    if ((error as { code?: string }).code !== INSUFFICIENT_PRIVILEGE) throw error;
    const message = `Nothing was granted: ${(error as Error).message}. Whoever migrates must own the tables and be a member of the role: GRANT ${escapeIdentifier(role)} TO the owner.`;
    throw new CostingError('NOT_A_MEMBER', message, { cause: error });
  } finally {
    await client.end();
  }
}

async function readFacts(client: Client, role: string): Promise<Facts> {
  const { rows } = await client.query<Facts>({
    text: `SELECT quote_ident(current_schema()) AS schema, quote_ident(current_database()) AS database,
                  quote_ident(current_user) AS owner, current_setting('server_version_num')::integer AS version,
                  EXISTS (SELECT FROM pg_roles WHERE rolname = $1) AS exists, current_user = $1 AS is_owner`,
    values: [role],
  });
  return rows[0]!;
}

function checkRole(role: string, { exists, is_owner }: Facts): void {
  if (!exists) {
    throw new CostingError('UNKNOWN_ROLE', `There is no role '${role}': CREATE ROLE ${escapeIdentifier(role)} first.`);
  }
  if (is_owner) {
    const message = `'${role}' is who migrates: it owns everything already. Let MIGRATION_DATABASE_URL name another role.`;
    throw new CostingError('UNKNOWN_ROLE', message, { exitCode: 2 });
  }
}

async function statements(client: Client, to: string, { schema, database, owner, version }: Facts): Promise<string[]> {
  const names = async (text: string): Promise<string[]> =>
    (await client.query<{ name: string }>(text)).rows.map(({ name }) => name);
  const maintain = version >= MAINTAIN_FROM ? ', MAINTAIN' : '';
  const owned = await names(OWNED);
  const written = ours('table').filter((name) => !owned.includes(name) && name !== AUDIT);
  return [
    `GRANT CONNECT, TEMPORARY ON DATABASE ${database} TO ${to}`,
    `GRANT USAGE, CREATE ON SCHEMA ${schema} TO ${to}`,
    `GRANT SELECT, INSERT, UPDATE, DELETE${maintain} ON ${written.join(', ')} TO ${to}`,
    `GRANT SELECT ON ${[AUDIT, MIGRATIONS, ...ours('view')].join(', ')} TO ${to}`,
    `GRANT EXECUTE ON FUNCTION record_audit(text, text, text, jsonb, jsonb) TO ${to}`,
    ...owned.map((name) => `ALTER TABLE ${name} OWNER TO ${to}`),
    // The views are still the owner's, and read with its rights.
    `GRANT SELECT ON variants, cost_summaries TO ${owner}`,
  ];
}

/** Names of the schema's tables or views; what somebody added on top is not ours to give. */
const ours = (kind: SchemaObjectKind): string[] =>
  parseSchema(readFileSync(SCHEMA_FILE, 'utf8')).flatMap((object) => (object.kind === kind ? [object.name] : []));
