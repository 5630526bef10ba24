import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureSchema, migrateDown } from '#database';
import { importFiles, MILL } from '../helpers/csv-files.js';
import { INSUFFICIENT_PRIVILEGE, TwoRoles } from '../helpers/two-roles.js';

/** The last version whose run-time role could create functions that the audit then called. */
const BEFORE = '1795694400000';

let roles: TwoRoles;
beforeAll(async () => {
  roles = await TwoRoles.create('privileges');
  await roles.migrate();
});
afterAll(() => roles.close());

const newestEntries = async (count: number): Promise<unknown[][]> => {
  const { rows } = await roles.asOwner.query<Record<string, string>>(
    `SELECT actor, db_role, action, subject_kind, subject_key FROM costing_audit.audit_entries ORDER BY id DESC LIMIT $1`,
    [count],
  );
  return rows.map((row) => Object.values(row));
};
const countEntries = async (): Promise<number> =>
  Number(
    (await roles.asOwner.query<{ n: string }>(`SELECT count(*) AS n FROM costing_audit.audit_entries`)).rows[0]!.n,
  );

/** Everything that an attacker of the run-time role would call, as the body of a function or trigger. */
const WIPE = `DELETE FROM costing_audit.audit_entries`;

describe('functions that run with the rights of their owner', () => {
  it('look for nothing in a schema that another role may write to, and in the temporary one last', async () => {
    const { rows } = await roles.asOwner.query<{ name: string; path: string | null; writable: boolean }>(
      `SELECT p.oid::regprocedure::text AS name, s.path,
              EXISTS (SELECT FROM pg_namespace n, unnest(string_to_array(replace(s.path, '"', ''), ', ')) AS part
                       WHERE n.nspname = part AND has_schema_privilege('${roles.runtime}', n.oid, 'CREATE')) AS writable
         FROM pg_proc p
              LEFT JOIN LATERAL (SELECT substr(c, 13) AS path FROM unnest(p.proconfig) AS c WHERE c LIKE 'search_path=%') s ON true
        WHERE p.prosecdef AND p.pronamespace <> 'pg_catalog'::regnamespace ORDER BY 1`,
    );
    expect(rows.map(({ name }) => name)).toEqual([
      'costing_audit.audit_job()',
      'costing_audit.audit_release()',
      'costing_audit.audit_rows()',
      'costing_audit.audit_settings()',
      'costing_audit.audit_watch()',
      'costing_audit.record_audit(text,text,text,jsonb,jsonb)',
      'create_variant_keys()',
      'drop_variant_keys()',
    ]);
    for (const { name, path, writable } of rows) {
      expect([name, path, writable]).toEqual([name, 'pg_catalog, pg_temp', false]);
    }
  });

  it('may be called by the owner and, but for two, by nobody else', async () => {
    const { rows } = await roles.asOwner.query<{ name: string }>(
      `SELECT p.oid::regprocedure::text AS name FROM pg_proc p
        WHERE (p.prosecdef OR p.pronamespace = 'costing_audit'::regnamespace)
          AND p.pronamespace <> 'pg_catalog'::regnamespace AND has_function_privilege('${roles.runtime}', p.oid, 'EXECUTE')
        ORDER BY 1`,
    );
    expect(rows.map(({ name }) => name)).toEqual([
      'costing_audit.record_audit(text,text,text,jsonb,jsonb)',
      'create_variant_keys()',
      'drop_variant_keys()',
    ]);
    const everybody = await roles.asOwner.query(
      `SELECT p.oid::regprocedure FROM pg_proc p CROSS JOIN aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
        WHERE (p.prosecdef OR p.pronamespace = 'costing_audit'::regnamespace)
          AND p.pronamespace <> 'pg_catalog'::regnamespace AND a.grantee = 0`,
    );
    expect(everybody.rows).toEqual([]);
  });
});

describe('the run-time role', () => {
  it.each([
    `CREATE FUNCTION public.record_audit(text, text, text, text, jsonb) RETURNS void LANGUAGE sql AS $$ ${WIPE} $$`,
    `CREATE FUNCTION costing_audit.write_entry(text, text, text, text, jsonb) RETURNS void LANGUAGE sql AS $$ ${WIPE} $$`,
    `CREATE OR REPLACE FUNCTION costing_audit.audit_key(subject_kind text, stored jsonb) RETURNS text LANGUAGE sql AS $$ SELECT 'x' $$`,
    `CREATE TABLE public.mine (id integer)`,
    `CREATE TABLE costing_audit.mine (id integer)`,
    `CREATE OPERATOR public.->> (FUNCTION = jsonb_object_field_text, LEFTARG = jsonb, RIGHTARG = text)`,
    `CREATE VIEW public.mine AS SELECT 1`,
    `CREATE INDEX mine ON public.variants (sku)`,
    `CREATE TRIGGER mine AFTER INSERT ON variants EXECUTE FUNCTION track_truncation()`,
    `ALTER TABLE variants DISABLE TRIGGER track_update`,
    `ALTER TABLE variants OWNER TO CURRENT_USER`,
    `INSERT INTO audit_entries (actor, action, subject_kind, subject_key) VALUES ('a', 'b', 'c', 'd')`,
    `UPDATE audit_entries SET actor = 'other'`,
    `DELETE FROM audit_entries`,
    `DROP VIEW audit_entries`,
    `SELECT FROM costing_audit.audit_entries`,
    `INSERT INTO costing_audit.audit_entries (actor, action, subject_kind, subject_key) VALUES ('a', 'b', 'c', 'd')`,
    `UPDATE costing_audit.audit_entries SET actor = 'other'`,
    WIPE,
    `TRUNCATE costing_audit.audit_entries`,
    `DROP TABLE costing_audit.audit_entries`,
    `ALTER TABLE costing_audit.audit_entries RENAME TO old`,
    `ALTER TABLE costing_audit.audit_entries DISABLE TRIGGER ALL`,
    `ALTER TABLE items DISABLE TRIGGER audit_update`,
    `ALTER TABLE items DISABLE TRIGGER ALL`,
    `DROP TRIGGER audit_update ON items`,
    `DROP FUNCTION costing_audit.audit_rows() CASCADE`,
    `DROP SCHEMA costing_audit CASCADE`,
    `DROP SCHEMA costing_data CASCADE`,
    `ALTER SCHEMA costing_data RENAME TO other`,
    `ALTER FUNCTION costing_audit.record_audit(text, text, text, jsonb, jsonb) SET search_path = costing_data`,
    `SET session_replication_role = replica`,
    `SET ROLE ${'OWNER'}`,
    `SELECT costing_audit.write_entry('DELETE', 'items', 'X', NULL, NULL)`,
    `SELECT costing_audit.record_audit('DELETE', 'price-rates', 'COTTON 2026-01-01', NULL, NULL)`,
    `SELECT costing_audit.record_audit('START', 'jobs', '1', NULL, '{}')`,
  ])('may not: %s', async (statement) => {
    expect(await roles.codeOf(statement.replace('ROLE OWNER', `ROLE ${roles.owner}`))).toBe(INSUFFICIENT_PRIVILEGE);
  });

  it('cannot make an audit function take rows of its own for those of the catalogue', async () => {
    const attack = (event: string, run: string): Promise<string> =>
      roles.codeOf(`CREATE TABLE costing_data.items (id integer, code text);
        CREATE TRIGGER forge AFTER ${event} FOR EACH STATEMENT EXECUTE FUNCTION costing_audit.${run}()`);
    const rows = 'INSERT ON costing_data.items REFERENCING NEW TABLE AS new_rows';
    expect(await attack(rows, 'audit_rows')).toBe(INSUFFICIENT_PRIVILEGE);
    expect(await attack('UPDATE ON costing_data.items', 'audit_settings')).toBe(INSUFFICIENT_PRIVILEGE);
  });

  it('cannot stand in for what the audit calls, with whatever search path', async () => {
    const before = await countEntries();
    await roles.asRuntime.query(`
      CREATE FUNCTION costing_data.write_entry(text, text, text, text, jsonb) RETURNS void LANGUAGE sql AS $$ ${WIPE} $$;
      CREATE FUNCTION costing_data.write_entry(text, text, text, jsonb, jsonb) RETURNS void LANGUAGE sql AS $$ ${WIPE} $$;
      CREATE FUNCTION costing_data.to_jsonb(items) RETURNS jsonb LANGUAGE sql AS $$ ${WIPE}; SELECT '{}'::jsonb $$;
      CREATE FUNCTION costing_data.mine(jsonb, text) RETURNS text LANGUAGE sql AS $$ ${WIPE}; SELECT 'FORGED' $$;
      CREATE FUNCTION costing_data.mine(text, text) RETURNS text LANGUAGE sql AS $$ ${WIPE}; SELECT 'FORGED' $$;
      CREATE OPERATOR costing_data.->> (FUNCTION = costing_data.mine, LEFTARG = jsonb, RIGHTARG = text);
      CREATE OPERATOR costing_data.|| (FUNCTION = costing_data.mine, LEFTARG = text, RIGHTARG = text);
      CREATE DOMAIN costing_data.text AS pg_catalog.text;
      CREATE TEMP TABLE audit_entries (LIKE public.audit_entries);
      CREATE TEMP TABLE parameters (id smallint, key text, kind text);
      CREATE TEMP TABLE new_rows (id integer, code text);
      INSERT INTO new_rows VALUES (1, 'FORGED');
      CREATE FUNCTION pg_temp.write_entry(text, text, text, jsonb, jsonb) RETURNS void LANGUAGE sql AS $$ ${WIPE} $$;
      GRANT ALL ON pg_temp.audit_entries, pg_temp.parameters, pg_temp.new_rows TO PUBLIC`);
    for (const path of ['public', 'costing_data, pg_catalog, public', 'pg_temp, costing_data, public, pg_catalog']) {
      await roles.asRuntime.query(`SET search_path = ${path}`);
      await roles.asRuntime
        .query(`INSERT INTO public.items (code) VALUES ('SEEN '::pg_catalog.text || $1)`, [path])
        .catch(
          // The operator of the attacker's own calls WIPE with the attacker's rights.
          (error: { code: string }) => expect(error.code).toBe(INSUFFICIENT_PRIVILEGE),
        );
      await roles.asRuntime.query(`INSERT INTO public.items (code) VALUES ($1)`, [path]);
      expect(await newestEntries(1)).toEqual([[roles.runtime, roles.runtime, 'INSERT', 'items', path]]);
    }
    await roles.asRuntime.query(`DISCARD ALL`);
    await roles.asRuntime.query(`DROP OPERATOR costing_data.->> (jsonb, text), costing_data.|| (text, text);
      DROP DOMAIN costing_data.text; DROP FUNCTION costing_data.mine(jsonb, text), costing_data.mine(text, text),
        costing_data.to_jsonb(items), costing_data.write_entry(text, text, text, text, jsonb),
        costing_data.write_entry(text, text, text, jsonb, jsonb)`);
    expect(await countEntries()).toBeGreaterThanOrEqual(before + 3);
  });

  it('may do what programs do: load an empty catalogue, analyse it, create tables in one schema', async () => {
    const csv = 'sku,master_yarn,routing,kwh\nA,Y1,RING,1\nB,Y1,RING,2\n';
    expect(
      await importFiles(roles.runtimeUrl, { 'm.json': MILL, 'v.csv': csv }, { fillLeavesFromBytes: 0 }),
    ).toMatchObject({ variants: { inserted: 2 } });
    expect(await newestEntries(1)).toEqual([[roles.runtime, roles.runtime, 'IMPORT', 'variants', '*']]);
    const { rows } = await roles.asOwner.query(
      `SELECT count(*)::integer AS keys, (SELECT tgenabled::text FROM pg_trigger
                                           WHERE tgrelid = 'variants'::regclass AND tgname = 'track_row') AS tracked
         FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
        WHERE c.relname ~ '^variants_p[0-9]+$' AND i.indisvalid`,
    );
    expect(rows).toEqual([{ keys: 192, tracked: 'O' }]);
    expect(await roles.codeOf(`CREATE TABLE costing_data.mine (id integer)`)).toBe('done');
    expect(await roles.codeOf(`SELECT costing_audit.record_audit('INSERT', 'variants', 'V', NULL, '{}')`)).toBe('done');
    expect(await roles.codeOf(`ANALYZE variants; SELECT FROM audit_entries, variant_cost_summaries`)).toBe('done');
    await ensureSchema({ connectionString: roles.runtimeUrl }, { mayMigrate: false });
  });
});

describe('migrate --grant-to', () => {
  it('mends an installation of before, and names what the run-time role has left there', async () => {
    await migrateDown({ connectionString: roles.ownerUrl }, BEFORE);
    const leaves = Array.from({ length: 64 }, (_, n) => `variants_p${String(n).padStart(2, '0')}`);
    // As the version before granted it.
    await roles.asOwner.query(`GRANT USAGE, CREATE ON SCHEMA public TO ${roles.runtime}`);
    for (const table of ['variants', ...leaves]) {
      await roles.asOwner.query(`ALTER TABLE ${table} OWNER TO ${roles.runtime}`);
    }
    await roles.asOwner.query(`GRANT SELECT ON audit_entries TO ${roles.runtime}`);
    await roles.asRuntime.query(
      `CREATE FUNCTION public.record_audit(text, text, text, text, jsonb) RETURNS void LANGUAGE sql
         AS $$ DELETE FROM public.audit_entries $$`,
    );
    expect(await countEntriesBefore()).toBeGreaterThan(0);
    await roles.asRuntime.query(`INSERT INTO items (code) VALUES ('ATTACK')`);
    expect(await countEntriesBefore()).toBe(0);

    expect(await roles.migrate()).toEqual([
      {
        code: 'OBJECTS_OF_THE_ROLE',
        message: expect.stringContaining('function record_audit(text,text,text,text,jsonb)'),
        count: 1,
        examples: [expect.stringContaining('function record_audit(text,text,text,text,jsonb)')],
      },
    ]);
    await roles.asRuntime.query(`INSERT INTO items (code) VALUES ('AGAIN'), ('AND AGAIN')`);
    expect(await countEntries()).toBe(2);
    expect(await roles.codeOf(`CREATE TABLE public.mine (id integer)`)).toBe(INSUFFICIENT_PRIVILEGE);
    expect(await roles.codeOf(`ALTER TABLE variants DISABLE TRIGGER ALL`)).toBe(INSUFFICIENT_PRIVILEGE);
    await roles.asRuntime.query(`DROP FUNCTION public.record_audit(text, text, text, text, jsonb)`);
    expect(await roles.migrate()).toEqual([]);
  });

  const countEntriesBefore = async (): Promise<number> =>
    Number((await roles.asOwner.query<{ n: string }>(`SELECT count(*) AS n FROM public.audit_entries`)).rows[0]!.n);

  it('says where it cannot take away the right to create', async () => {
    const schemaOwner = (await roles.asSuperuser.query<{ name: string }>(`SELECT current_user AS name`)).rows[0]!.name;
    await roles.asSuperuser.query(`ALTER SCHEMA public OWNER TO CURRENT_USER; GRANT CREATE ON SCHEMA public TO PUBLIC`);
    expect(await roles.migrate()).toEqual([
      {
        code: 'SCHEMA_WRITABLE',
        message: `'${roles.runtime}' may still create objects in the schema public, which belongs to '${schemaOwner}'. As that role: REVOKE CREATE ON SCHEMA public FROM PUBLIC, "${roles.runtime}".`,
        count: 1,
        examples: [],
      },
    ]);
    // Even then nothing of the audit is looked for there.
    await roles.asRuntime.query(
      `CREATE FUNCTION public.write_entry(text, text, text, text, jsonb) RETURNS void LANGUAGE sql AS $$ ${WIPE} $$`,
    );
    const before = await countEntries();
    await roles.asRuntime.query(`INSERT INTO items (code) VALUES ('STILL SEEN')`);
    expect(await countEntries()).toBe(before + 1);
    await roles.asRuntime.query(`DROP FUNCTION public.write_entry(text, text, text, text, jsonb)`);
    await roles.asSuperuser.query(`ALTER SCHEMA public OWNER TO ${roles.owner}`);
    expect(await roles.migrate()).toEqual([]);
    expect(await roles.codeOf(`CREATE TABLE public.mine (id integer)`)).toBe(INSUFFICIENT_PRIVILEGE);
  });

  it('says that a superuser or a member of the owner can be kept from nothing', async () => {
    const warning = [{ code: 'ROLE_HAS_OWNER_RIGHTS', message: expect.any(String), count: 1, examples: [] }];
    await roles.asSuperuser.query(`ALTER ROLE ${roles.runtime} SUPERUSER`);
    expect(await roles.migrate()).toEqual(warning);
    await roles.asSuperuser.query(`ALTER ROLE ${roles.runtime} NOSUPERUSER`);
    expect(await roles.migrate()).toEqual([]);
  });

  it('does not take a schema that another role has prepared', async () => {
    await migrateDown({ connectionString: roles.ownerUrl }, BEFORE);
    await roles.asSuperuser.query(`CREATE SCHEMA costing_audit AUTHORIZATION ${roles.runtime}`);
    await expect(roles.migrate()).rejects.toMatchObject({
      code: 'SCHEMA_NAME_TAKEN',
      message: expect.stringContaining(`belongs to ${roles.runtime}`),
    });
    await roles.asSuperuser.query(`DROP SCHEMA costing_audit`);
    await roles.migrate();
  });
});
