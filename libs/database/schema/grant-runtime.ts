import { readFileSync } from 'node:fs';
import { type Client, type ClientConfig, escapeIdentifier } from 'pg';
import { CostingError } from '#platform';
import { AUDIT_SCHEMA } from '../sql/audit.js';
import { DATA_SCHEMA } from '../sql/generations.js';
import { SCHEMA_FILE } from './ensure-schema.js';
import { type PrivilegeWarning, readPrivilegeWarnings } from './privilege-warnings.js';
import type { SchemaObjectKind } from './schema-object.js';
import { parseSchema } from './schema-text.js';
import { SessionClient } from '../session-client.js';

const INSUFFICIENT_PRIVILEGE = '42501';
/** `ANALYZE` of a table of another role, from PostgreSQL 17 on; before, it is skipped with a warning. */
const MAINTAIN_FROM = 170_000;

/**
 * What the run-time role owns, because PostgreSQL lets only owners attach and detach partitions: the parent of all
 * generations, and every table that a job has created.
 */
const ROLES_TABLES = `
  SELECT c.oid::regclass::text AS name FROM pg_class c
   WHERE c.relkind IN ('r', 'p')
     AND (c.oid IN ('cost_summaries'::regclass, 'kept_cost_summaries'::regclass) OR c.relnamespace = '${DATA_SCHEMA}'::regnamespace)`;

/** Who owns the schema's objects: not always the role that migrates, which may be a superuser. */
const OWNER = `SELECT relowner FROM pg_class WHERE oid = 'catalogue_settings'::regclass`;

/** Tables of which earlier versions made the run-time role the owner. */
const TO_TAKE_BACK = `
  SELECT c.oid::regclass::text AS name FROM pg_class c
   WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p')
     AND c.relname ~ '^variants(_p[0-9]{2})?$' AND c.relowner <> (${OWNER})`;

const CALLED = [
  `${AUDIT_SCHEMA}.record_audit(text, text, text, jsonb, jsonb)`,
  'drop_variant_keys()',
  'create_variant_keys()',
];
/** Programs read in them whether they fit the schema; only migrations write. */
const MIGRATIONS = ['schema_migrations', 'schema_compatibility'];

interface Facts {
  readonly schema: string;
  readonly database: string;
  readonly owner: string;
  readonly version: number;
  readonly exists: boolean;
  readonly is_owner: boolean;
}

/**
 * Gives `role` what programs need at run time and no more: rows of all tables, functions of the audit, and a schema for
 * the tables of jobs; nothing that it could change the schema or the audit's past by. Takes back what an earlier version
 * gave. The connection is the owner's, who must be a member of the role (`GRANT role TO owner`), because some tables are
 * the role's. Doing it again changes nothing. Gives what the owner could not take away. Throws `CostingError`
 * UNKNOWN_ROLE or NOT_A_MEMBER.
 */
export async function grantRuntime(connection: ClientConfig, role: string): Promise<PrivilegeWarning[]> {
  const client = new SessionClient(connection);
  await client.connect();
  try {
    const facts = await readFacts(client, role);
    checkRole(role, facts);
    await client.query('BEGIN');
    for (const statement of await statements(client, escapeIdentifier(role), facts)) await client.query(statement);
    await client.query('COMMIT');
    return await readPrivilegeWarnings(client, role);
  } catch (error) {
    if ((error as { code?: string }).code !== INSUFFICIENT_PRIVILEGE) throw error;
    const message = `Nothing was granted: ${(error as Error).message}. Whoever migrates must own the tables and be a member of the role: GRANT ${escapeIdentifier(role)} TO the owner.`;
    throw new CostingError('NOT_A_MEMBER', message, { cause: error });
  } finally {
    await client.end();
  }
}

/** The role that an earlier `grantRuntime` prepared; null: none, the owner runs the programs. */
export async function readRuntimeRole(connection: ClientConfig): Promise<string | null> {
  const client = new SessionClient(connection);
  await client.connect();
  try {
    const { rows } = await client.query<{ role: string }>(
      `SELECT r.rolname AS role FROM pg_class c JOIN pg_roles r ON r.oid = c.relowner
        WHERE c.oid = to_regclass('cost_summaries') AND c.relowner <> (${OWNER})`,
    );
    return rows[0]?.role ?? null;
  } finally {
    await client.end();
  }
}

async function readFacts(client: Client, role: string): Promise<Facts> {
  const { rows } = await client.query<Facts>({
    text: `SELECT quote_ident(current_schema()) AS schema, quote_ident(current_database()) AS database,
                  quote_ident(pg_get_userbyid((${OWNER}))) AS owner,
                  current_setting('server_version_num')::integer AS version,
                  EXISTS (SELECT FROM pg_roles WHERE rolname = $1) AS exists, pg_get_userbyid((${OWNER})) = $1 AS is_owner`,
    values: [role],
  });
  return rows[0]!;
}

function checkRole(role: string, { exists, is_owner }: Facts): void {
  if (!exists) {
    throw new CostingError('UNKNOWN_ROLE', `There is no role '${role}': CREATE ROLE ${escapeIdentifier(role)} first.`);
  }
  if (is_owner) {
    const message = `'${role}' owns the schema and has every right already. Let MIGRATION_DATABASE_URL name another role.`;
    throw new CostingError('UNKNOWN_ROLE', message, { exitCode: 2 });
  }
}

async function statements(client: Client, to: string, { schema, database, owner, version }: Facts): Promise<string[]> {
  const names = async (text: string): Promise<string[]> =>
    (await client.query<{ name: string }>(text)).rows.map(({ name }) => name);
  const maintain = version >= MAINTAIN_FROM ? ', MAINTAIN' : '';
  const owned = await names(ROLES_TABLES);
  const written = [...ours('table'), ...ours('partition')].filter(
    (name) => !owned.includes(name) && !MIGRATIONS.includes(name) && !name.startsWith(`${AUDIT_SCHEMA}.`),
  );
  return [
    `GRANT CONNECT, TEMPORARY ON DATABASE ${database} TO ${to}`,
    `GRANT USAGE, CREATE ON SCHEMA ${DATA_SCHEMA} TO ${to}`,
    // Only who may create in a schema may be given a table there. The end of this transaction takes it back.
    `GRANT USAGE, CREATE ON SCHEMA ${schema} TO ${to}`,
    ...owned.map((name) => `ALTER TABLE ${name} OWNER TO ${to}`),
    ...(await names(TO_TAKE_BACK)).map((name) => `ALTER TABLE ${name} OWNER TO ${owner}`),
    `GRANT SELECT, INSERT, UPDATE, DELETE${maintain} ON ${written.join(', ')} TO ${to}`,
    // An import into an empty catalogue empties the leaves once more, so that their rows need not be logged.
    `GRANT TRUNCATE ON variants TO ${to}`,
    `GRANT SELECT ON ${[...MIGRATIONS, ...ours('view')].join(', ')} TO ${to}`,
    // The views are the owner's, and read with its rights.
    `GRANT SELECT ON cost_summaries, kept_cost_summaries TO ${owner}`,
    ...auditStatements(to),
    `REVOKE CREATE ON SCHEMA ${schema} FROM PUBLIC, ${to}`,
  ];
}

/** Of the audit's schema the role may call one function; all that default privileges or earlier grants gave goes. */
function auditStatements(to: string): string[] {
  return [
    `REVOKE ALL ON SCHEMA ${AUDIT_SCHEMA} FROM PUBLIC, ${to}`,
    `REVOKE ALL ON ALL TABLES IN SCHEMA ${AUDIT_SCHEMA} FROM PUBLIC, ${to}`,
    `REVOKE ALL ON ALL FUNCTIONS IN SCHEMA ${AUDIT_SCHEMA} FROM PUBLIC, ${to}`,
    `REVOKE ALL ON audit_entries FROM PUBLIC, ${to}`,
    `GRANT USAGE ON SCHEMA ${AUDIT_SCHEMA} TO ${to}`,
    `GRANT SELECT ON audit_entries TO ${to}`,
    ...CALLED.map((name) => `GRANT EXECUTE ON FUNCTION ${name} TO ${to}`),
  ];
}

/** Names of the schema's objects of a kind; what somebody added on top is not ours to give. */
const ours = (kind: SchemaObjectKind): string[] =>
  parseSchema(readFileSync(SCHEMA_FILE, 'utf8')).flatMap((object) => (object.kind === kind ? [object.name] : []));
