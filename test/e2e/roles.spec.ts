import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CLI_MAIN } from '../helpers/command-line.js';
import { testDatabase, type TestDatabase } from '../helpers/postgres.js';

/** One role owns the schema, another runs the programs; roles are the server's, so their names are this process's. */
const OWNER = `owner_${process.pid}`;
const RUNTIME = `runtime_${process.pid}`;
const LOGIN = `login_${process.pid}`;
const MILL = `mill_${process.pid}`;

let server: TestDatabase;
let asOwner: Client;
let asRuntime: Client;
const urlOf = (role: string): string =>
  server.url.replace('//costing@', `//${role}@`).replace(/\/test_\w+/, `/${MILL}`);

beforeAll(async () => {
  server = await testDatabase();
  for (const statement of [
    `CREATE ROLE ${OWNER} LOGIN`,
    `CREATE ROLE ${RUNTIME} LOGIN`,
    `GRANT ${RUNTIME} TO ${OWNER}`,
    `CREATE ROLE ${LOGIN} LOGIN IN ROLE ${RUNTIME}`,
    `ALTER ROLE ${LOGIN} SET role = ${RUNTIME}`,
    `CREATE DATABASE ${MILL} OWNER ${OWNER} TEMPLATE template0`,
  ]) {
    await server.pool.query(statement);
  }
  asOwner = new Client(urlOf(OWNER));
  asRuntime = new Client(urlOf(RUNTIME));
  await asOwner.connect();
});

afterAll(async () => {
  await asOwner.end();
  await asRuntime.end().catch(() => undefined);
  await server.pool.query(`DROP DATABASE IF EXISTS ${MILL} WITH (FORCE)`);
  await server.pool.query(`DROP ROLE IF EXISTS ${LOGIN}, ${RUNTIME}, ${OWNER}`);
  await server.close();
});

/** The command line as the run-time role; its `--json` document. */
async function costing(
  args: string,
  address: object = { DATABASE_URL: urlOf(RUNTIME) },
): Promise<Record<string, unknown>> {
  const env = { ...process.env, ...address, MIGRATION_DATABASE_URL: urlOf(OWNER), WORKER_COUNT: '2' };
  const { stdout } = await promisify(execFile)(process.execPath, [CLI_MAIN, ...args.split(' '), '--json'], { env });
  return JSON.parse(stdout) as Record<string, unknown>;
}

const refused = (statement: string): Promise<unknown> =>
  asRuntime.query(statement).then(
    () => 'done',
    ({ code }: { code: string }) => code,
  );
const INSUFFICIENT_PRIVILEGE = '42501';

describe('two roles', () => {
  it('share the work: one migrates and grants, again and again', async () => {
    const report = await costing(`migrate --grant-to ${RUNTIME}`);
    expect(report).toMatchObject({ direction: 'up', granted_to: RUNTIME });
    const granted = { migrations: [], granted_to: RUNTIME, warnings: [] };
    expect(await costing(`migrate --grant-to ${RUNTIME}`)).toMatchObject(granted);
    // A role that was granted once is granted what a later version brings.
    expect(await costing('migrate')).toMatchObject(granted);
    await asRuntime.connect();
  });

  it('the other imports, costs, changes, releases and takes back', async () => {
    await costing('import test/fixtures/worked-examples.catalogue.json');
    expect(await costing('recalculate')).toMatchObject({ status: 'COMPLETED', processed: 6 });
    await asRuntime.query(`UPDATE variants SET parameters = '' WHERE sku = 'W15'`);
    expect(await costing('recalculate --mode delta')).toMatchObject({ status: 'COMPLETED', processed: 1 });
    expect(await costing('recalculate --no-release')).toMatchObject({ status: 'STAGED' });
    await costing('release 3');
    await costing('rollback');
    // Generations that nobody needs are dropped by it, too.
    expect(await costing('recalculate')).toMatchObject({ status: 'COMPLETED' });
    expect(await costing('recalculate')).toMatchObject({ status: 'COMPLETED' });
    const { rows } = await asRuntime.query<{ count: string }>('SELECT count(*) FROM variant_cost_summaries');
    expect(Number(rows[0]!.count)).toBeGreaterThan(0);
    expect(await costing(`migrate --grant-to ${RUNTIME}`)).toMatchObject({ migrations: [] });
  });

  it('a login of a group does the same, its address in a file', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'costing-roles-'));
    const file = join(folder, 'url');
    writeFileSync(file, `${urlOf(LOGIN)}\n`);
    const report = await costing('recalculate', { DATABASE_URL_FILE: file });
    rmSync(folder, { recursive: true });
    expect(report).toMatchObject({ status: 'COMPLETED', processed: expect.any(Number) });
    expect(await costing('recalculate')).toMatchObject({ status: 'COMPLETED' });
  });

  it('the audit names the commands, and only its owner may change it', async () => {
    const { rows } = await asRuntime.query(
      `SELECT DISTINCT actor, db_role FROM audit_entries WHERE action IN ('START', 'IMPORT')`,
    );
    expect(rows).toEqual(
      expect.arrayContaining([
        { actor: 'cli', db_role: RUNTIME },
        { actor: 'cli', db_role: LOGIN },
      ]),
    );
    expect(await refused(`SELECT costing_audit.record_audit('INSERT', 'variants', 'V', NULL, '{}')`)).toBe('done');
  });

  it.each([
    `UPDATE audit_entries SET actor = 'nobody'`,
    `DELETE FROM audit_entries`,
    `TRUNCATE costing_audit.audit_entries`,
    `INSERT INTO audit_entries (actor, action, subject_kind, subject_key) VALUES ('a', 'b', 'c', 'd')`,
    `ALTER TABLE items DISABLE TRIGGER audit_update`,
    `ALTER TABLE items ADD COLUMN more text`,
    `DROP TABLE price_rates`,
    `TRUNCATE items CASCADE`,
    `DROP FUNCTION costing_audit.audit_rows() CASCADE`,
    `CREATE OR REPLACE FUNCTION audit_key(subject_kind text, stored jsonb) RETURNS text LANGUAGE sql AS $$ SELECT 'x' $$`,
    `INSERT INTO schema_migrations (timestamp, name) VALUES (1, 'x')`,
    `DROP SCHEMA public CASCADE`,
  ])('the run-time role may not: %s', async (statement) => {
    expect(await refused(statement)).toBe(INSUFFICIENT_PRIVILEGE);
  });

  it('a temporary table does not stand in for the audit', async () => {
    await asRuntime.query(`CREATE TEMP TABLE audit_entries (LIKE public.audit_entries INCLUDING ALL)`);
    await asRuntime.query(`GRANT ALL ON pg_temp.audit_entries TO PUBLIC`);
    await asRuntime.query(`INSERT INTO items (code) VALUES ('HIDDEN')`);
    await asRuntime.query(`DROP TABLE pg_temp.audit_entries`);
    const { rowCount } = await asOwner.query(`SELECT FROM audit_entries WHERE subject_key = 'HIDDEN'`);
    expect(rowCount).toBe(1);
  });

  it('are told what is missing', async () => {
    await expect(costing('migrate --grant-to nobody_there')).rejects.toMatchObject({
      stderr: expect.stringContaining("There is no role 'nobody_there'"),
    });
    await server.pool.query(`REVOKE ${RUNTIME} FROM ${OWNER}`);
    await expect(costing(`migrate --grant-to ${RUNTIME}`)).rejects.toMatchObject({
      stderr: expect.stringContaining('must own the tables and be a member of the role'),
    });
  });
});
