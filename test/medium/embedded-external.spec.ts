import { createServer, type Server, type Socket } from 'node:net';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from '#database';
import { configFor, type TestDatabase, testDatabase } from '../helpers/postgres.js';

const open = (url: string): Promise<Database> => openDatabase(configFor({ url }), { applicationName: 'costing test' });
const refusal = async (url: string): Promise<unknown> => open(url).catch((error: unknown) => error);

/** DATABASE_URL: what can be wrong with it, in words for the person who set it. */
describe('a database of DATABASE_URL', () => {
  let shared: TestDatabase;
  beforeAll(async () => {
    shared = await testDatabase();
  });
  afterAll(() => shared.close());

  it('is used as it is: nothing held, no disk to look at', async () => {
    const [one, two] = await Promise.all([open(shared.url), open(shared.url)]);
    expect([one.embedded, await one.freeDiskBytes()]).toEqual([false, null]);
    expect((await two.pool.query(`SELECT current_setting('application_name') AS name`)).rows).toEqual([
      { name: 'costing test' },
    ]);
    await one.close();
    await two.close();
  });

  it('may vanish without ending the process, and comes back', async () => {
    const database = await open(shared.url);
    const client = await database.connect('doomed');
    const held = await database.pool.connect();
    await shared.pool.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND application_name IN ('doomed', 'costing test')`,
    );
    await expect(client.query('SELECT 1')).rejects.toThrow();
    await expect(held.query('SELECT 1')).rejects.toThrow();
    held.release(true);
    await database.ensureRunning();
    expect((await database.pool.query('SELECT 1 AS n')).rows).toEqual([{ n: 1 }]);
    await database.close();
  });

  it('is refused when it does not exist, naming host and database', async () => {
    const error = await refusal(shared.url.replace(/\/test_\w+/, '/no_such_mill'));
    expect(error).toMatchObject({ code: 'DATABASE_UNAVAILABLE', options: { httpStatus: 503 } });
    expect((error as Error).message).toMatch(/^Cannot use the database 'no_such_mill' at \/.*: it does not exist\./);
  });

  it('is refused when nothing listens, without showing the password', async () => {
    const error = await refusal('postgres://costing:s3cret@127.0.0.1:1/mill');
    expect(error).toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
    expect((error as Error).message).toBe(
      `Cannot use the database 'mill' at 127.0.0.1:1: nothing listens there. Start PostgreSQL, or correct DATABASE_URL.`,
    );
    const malformed = await refusal('postgres://costing:s3cret@host:notaport/mill');
    expect(malformed).toMatchObject({ code: 'INVALID_CONFIGURATION' });
    expect((malformed as Error).message).not.toContain('s3cret');
  });

  it('is refused when it is PostgreSQL 15', async () => {
    const { server, url } = await fakeServer('15.18 (Debian 15.18-0+deb12u1)', '150018');
    const error = await refusal(url);
    server.close();
    expect(error).toMatchObject({ code: 'POSTGRES_TOO_OLD' });
    expect((error as Error).message).toMatch(/^PostgreSQL 15\.18 is too old: 16 or newer is needed/);
  });
});

/** Speaks just enough of the protocol to answer every query with a version. */
async function fakeServer(version: string, number: string): Promise<{ server: Server; url: string }> {
  const server = createServer((socket: Socket) => {
    socket.on('error', () => undefined);
    const ready = message('Z', Buffer.from('I'));
    socket.once('data', () => {
      socket.write(Buffer.concat([message('R', Buffer.alloc(4)), ready]));
      socket.on('data', (data) => {
        if (data.toString('latin1', 0, 1) !== 'Q') return void socket.end();
        const row = Buffer.concat([
          int16(2),
          ...[version, number].flatMap((text) => [int32(text.length), Buffer.from(text)]),
        ]);
        const columns = Buffer.concat([int16(2), column('version', 25), column('number', 23)]);
        socket.write(
          Buffer.concat([message('T', columns), message('D', row), message('C', Buffer.from('SELECT 1\0')), ready]),
        );
      });
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return { server, url: `postgres://costing@127.0.0.1:${typeof address === 'object' ? address?.port : ''}/mill` };
}

function column(name: string, type: number): Buffer {
  return Buffer.concat([Buffer.from(`${name}\0`), int32(0), int16(0), int32(type), int16(-1), int32(-1), int16(0)]);
}

function message(kind: string, body: Buffer): Buffer {
  return Buffer.concat([Buffer.from(kind), int32(body.length + 4), body]);
}

function int16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeInt16BE(value);
  return bytes;
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}
