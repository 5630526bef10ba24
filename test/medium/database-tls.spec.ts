import { chmodSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { type Database, openDatabase } from '#database';
import { serverUser } from '../../libs/database/embedded/server-user.js';
import { type Certificates, makeCertificates } from '../helpers/certificates.js';
import { PostgresServer } from '../helpers/postgres-server.js';
import { configFor } from '../helpers/postgres.js';

/** A loopback address of this process's own, so that the usual port is free. */
const ADDRESS = `127.${(process.pid >> 16) & 127}.${(process.pid >> 8) & 255}.${(process.pid & 127) + 2}`;

let server: PostgresServer;
let certificates: Certificates;
let own: string;
let other: string;

/** The server's user must get there. */
function certificateFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'costing-tls-'));
  chmodSync(folder, 0o755);
  return folder;
}

beforeAll(async () => {
  const folder = mkdtempSync(join(inject('postgresRunFolder'), 'tls-'));
  const root = join(folder, 'server');
  await mkdir(root, { mode: 0o755 });
  const user = (await serverUser(join(root, 'postgres'))) ?? statSync(root);
  own = certificateFolder();
  other = certificateFolder();
  certificates = makeCertificates(own, ADDRESS, user);
  makeCertificates(other, ADDRESS, user);
  server = await PostgresServer.start(root, {
    listen_addresses: `'${ADDRESS}'`,
    ssl: 'on',
    ssl_cert_file: `'${certificates.certificate}'`,
    ssl_key_file: `'${certificates.key}'`,
  });
});

afterAll(async () => {
  await server.remove();
  for (const folder of [own, other]) rmSync(folder, { recursive: true });
});

const open = (query: string, host = ADDRESS): Promise<Database> =>
  openDatabase(configFor({ url: `${server.urlThrough(host, 5432)}?${query}` }), { applicationName: 'test' });

it('is spoken to in secret when its certificate is signed by whom DATABASE_URL names', async () => {
  const database = await open(`sslmode=verify-full&sslrootcert=${certificates.authority}`);
  const isSecret = `SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()`;
  expect((await database.pool.query(isSecret)).rows).toEqual([{ ssl: true }]);
  const client = await database.connect('lane');
  expect((await client.query(isSecret)).rows).toEqual([{ ssl: true }]);
  await client.end();
  await database.close();
});

it.each([
  ['signed by somebody else', () => `sslmode=verify-full&sslrootcert=${other}/ca.pem`, 'signed by nobody known here'],
  ['signed by nobody whom Node knows', () => 'sslmode=verify-full', 'signed by nobody known here'],
])('is refused when its certificate is %s', async (_what, query, reason) => {
  await expect(open(query())).rejects.toMatchObject({
    code: 'DATABASE_UNAVAILABLE',
    message: expect.stringContaining(reason),
  });
});

it('says which file of certificates cannot be read, and nothing of the password', async () => {
  const url = `postgres://joe:s3cret@${ADDRESS}/costing?sslmode=verify-full&sslrootcert=/none/ca.pem`;
  const error: unknown = await openDatabase(configFor({ url }), { applicationName: 'test' }).catch((e: unknown) => e);
  expect(error).toMatchObject({ code: 'INVALID_CONFIGURATION' });
  expect((error as Error).message).toContain('/none/ca.pem, which DATABASE_URL names');
  expect((error as Error).message).toContain('there is no such file');
  expect((error as Error).message).not.toContain('s3cret');
});
