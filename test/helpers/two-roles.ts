import { Client } from 'pg';
import { grantRuntime, migrateUp, type PrivilegeWarning } from '#database';
import { testDatabase } from './postgres.js';

/** What `codeOf` gives for a statement that is refused for want of a privilege. */
export const INSUFFICIENT_PRIVILEGE = '42501';

/**
 * A database with an owner and a run-time role of its own, on the shared server. Roles belong to the server, so their
 * names contain this process's number. Nothing is migrated yet.
 */
export class TwoRoles {
  private constructor(
    readonly owner: string,
    readonly runtime: string,
    readonly ownerUrl: string,
    readonly runtimeUrl: string,
    readonly asSuperuser: Client,
    readonly asOwner: Client,
    readonly asRuntime: Client,
    private readonly drop: () => Promise<void>,
  ) {}

  static async create(name: string): Promise<TwoRoles> {
    const server = await testDatabase();
    const [owner, runtime, mill] = ['owner', 'runtime', 'mill'].map((kind) => `${kind}_${name}_${process.pid}`) as [
      string,
      string,
      string,
    ];
    for (const statement of [
      `CREATE ROLE ${owner} LOGIN`,
      `CREATE ROLE ${runtime} LOGIN`,
      `GRANT ${runtime} TO ${owner}`,
      `CREATE DATABASE ${mill} OWNER ${owner} TEMPLATE template0`,
    ]) {
      await server.pool.query(statement);
    }
    const urlOf = (role: string): string =>
      server.url.replace('//costing@', `//${role}@`).replace(/\/test_\w+/, `/${mill}`);
    const clients = [urlOf('costing'), urlOf(owner), urlOf(runtime)].map((url) => new Client(url));
    for (const client of clients) await client.connect();
    const [asSuperuser, asOwner, asRuntime] = clients as [Client, Client, Client];
    return new TwoRoles(owner, runtime, urlOf(owner), urlOf(runtime), asSuperuser, asOwner, asRuntime, async () => {
      await server.pool.query(`DROP DATABASE ${mill} WITH (FORCE)`);
      await server.pool.query(`DROP ROLE ${runtime}, ${owner}`);
      await server.close();
    });
  }

  /** Migrates as the owner and grants to the run-time role. */
  async migrate(): Promise<readonly PrivilegeWarning[]> {
    await migrateUp({ connectionString: this.ownerUrl });
    return grantRuntime({ connectionString: this.ownerUrl }, this.runtime);
  }

  /** SQLSTATE of a statement of the run-time role; `done`: it succeeded, and is rolled back. */
  async codeOf(statement: string): Promise<string> {
    await this.asRuntime.query('BEGIN');
    try {
      await this.asRuntime.query(statement);
      return 'done';
    } catch (error) {
      return (error as { code: string }).code;
    } finally {
      await this.asRuntime.query('ROLLBACK');
    }
  }

  async close(): Promise<void> {
    for (const client of [this.asSuperuser, this.asOwner, this.asRuntime]) await client.end();
    await this.drop();
  }
}
