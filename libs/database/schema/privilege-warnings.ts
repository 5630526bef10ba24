import { type Client, escapeIdentifier } from 'pg';
import { AUDIT_SCHEMA } from '../sql/audit.js';

/** A way past the separation of roles that only somebody else can close. */
export interface PrivilegeWarning {
  /** `SCHEMA_WRITABLE`, `ROLE_HAS_OWNER_RIGHTS` or `OBJECTS_OF_THE_ROLE`. */
  readonly code: string;
  /** What is open, and the statement that closes it. */
  readonly message: string;
  readonly count: number;
  readonly examples: readonly string[];
}

const EXAMPLES_MAX = 10;

interface Facts {
  readonly schema: string;
  readonly schema_owner: string;
  readonly owner: string;
  readonly may_create: boolean;
  readonly is_superuser: boolean;
  readonly is_member: boolean;
}

/**
 * Compares what the run-time role may do with what it should: own no right of the owner's, create nothing in the schema of
 * the tables or of the audit, and have created nothing there.
 */
export async function readPrivilegeWarnings(client: Client, role: string): Promise<PrivilegeWarning[]> {
  const facts = await readFacts(client, role);
  const name = escapeIdentifier(role);
  const one = (code: string, message: string): PrivilegeWarning => ({ code, message, count: 1, examples: [] });
  if (facts.is_superuser) {
    return [
      one('ROLE_HAS_OWNER_RIGHTS', `'${role}' is a superuser and may do everything: ALTER ROLE ${name} NOSUPERUSER.`),
    ];
  }
  if (facts.is_member) {
    const message = `'${role}' is a member of the owner '${facts.owner}' and has its rights: REVOKE ${escapeIdentifier(facts.owner)} FROM ${name}.`;
    return [one('ROLE_HAS_OWNER_RIGHTS', message)];
  }
  const warnings: PrivilegeWarning[] = [];
  if (facts.may_create) {
    const message = `'${role}' may still create objects in the schema ${facts.schema}, which belongs to '${facts.schema_owner}'. As that role: REVOKE CREATE ON SCHEMA ${facts.schema} FROM PUBLIC, ${name}.`;
    warnings.push(one('SCHEMA_WRITABLE', message));
  }
  const strange = await listObjectsOf(client, role);
  if (strange.length > 0) {
    const message = `'${role}' has created objects beside the tables of the owner, which no part of this program did. Look at them and drop them: ${strange.slice(0, EXAMPLES_MAX).join(', ')}.`;
    const code = 'OBJECTS_OF_THE_ROLE';
    warnings.push({ code, message, count: strange.length, examples: strange.slice(0, EXAMPLES_MAX) });
  }
  return warnings;
}

async function readFacts(client: Client, role: string): Promise<Facts> {
  const { rows } = await client.query<Facts>({
    text: `SELECT quote_ident(n.nspname) AS schema, pg_get_userbyid(n.nspowner) AS schema_owner, pg_get_userbyid(t.relowner) AS owner,
                  has_schema_privilege(r.oid, n.oid, 'CREATE') OR has_schema_privilege(r.oid, '${AUDIT_SCHEMA}', 'CREATE')
                    AS may_create,
                  r.rolsuper AS is_superuser, pg_has_role(r.oid, t.relowner, 'MEMBER') AS is_member
             FROM pg_namespace n CROSS JOIN pg_roles r CROSS JOIN pg_class t
            WHERE t.oid = 'catalogue_settings'::regclass AND n.oid = current_schema()::regnamespace AND r.rolname = $1`,
    values: [role],
  });
  return rows[0]!;
}

/** Functions, tables, operators and types of the role in the schemas where it should have none but `cost_summaries`. */
async function listObjectsOf(client: Client, role: string): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>({
    text: `SELECT pg_describe_object(o.classid, o.oid, 0) AS name
             FROM (SELECT 'pg_proc'::regclass AS classid, oid, pronamespace AS schema, proowner AS owner FROM pg_proc
                   UNION ALL SELECT 'pg_operator'::regclass, oid, oprnamespace, oprowner FROM pg_operator
                   UNION ALL SELECT 'pg_type'::regclass, oid, typnamespace, typowner FROM pg_type
                              WHERE typrelid = 0 AND typelem = 0
                   UNION ALL SELECT 'pg_class'::regclass, oid, relnamespace, relowner FROM pg_class
                              WHERE relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND relname NOT IN ('cost_summaries', 'kept_cost_summaries')) o
            WHERE o.owner = $1::regrole
              AND o.schema IN (current_schema()::regnamespace, '${AUDIT_SCHEMA}'::regnamespace)
            ORDER BY 1`,
    values: [escapeIdentifier(role)],
  });
  return rows.map(({ name }) => name);
}
