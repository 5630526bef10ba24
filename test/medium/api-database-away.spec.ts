import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { variantId } from '#database';
import { TestApi } from '../helpers/api.js';
import { testDatabase, type TestDatabase } from '../helpers/postgres.js';

/** Stands between the API and its database, and takes it away or leaves it without an answer. */
class Wire {
  private readonly sockets = new Set<Socket>();
  private state: 'open' | 'cut' | 'silent' = 'open';
  private readonly server: Server;

  constructor(private readonly path: string) {
    this.server = createServer((client) => this.accept(client));
  }

  async listen(): Promise<number> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return (this.server.address() as AddressInfo).port;
  }

  cut(): void {
    this.state = 'cut';
    for (const socket of this.sockets) socket.destroy();
  }

  silence(): void {
    this.state = 'silent';
    for (const socket of this.sockets) socket.unpipe().pause();
  }

  mend(): void {
    for (const socket of this.sockets) socket.destroy();
    this.state = 'open';
  }

  close(): void {
    this.cut();
    this.server.close();
  }

  private accept(client: Socket): void {
    if (this.state === 'cut') return void client.destroy();
    const ends = [client];
    if (this.state === 'open') {
      const postgres = connect(this.path);
      client.pipe(postgres).pipe(client);
      ends.push(postgres);
    }
    for (const socket of ends) {
      this.sockets.add(socket);
      socket.on('error', () => undefined);
      socket.once('close', () => {
        for (const end of ends) end.destroy();
        this.sockets.delete(socket);
      });
    }
  }
}

let database: TestDatabase;
let wire: Wire;
let api: TestApi;

beforeEach(async () => {
  database = await testDatabase();
  const { host = '', port = 5432, user = '', database: name = '' } = database.pool.options;
  const password = String(database.pool.options.password ?? '');
  wire = new Wire(`${host}/.s.PGSQL.${port}`);
  const address = `127.0.0.1:${await wire.listen()}`;
  const url = `postgres://${encodeURIComponent(user)}:${encodeURIComponent(password)}@${address}/${name}`;
  api = await TestApi.start({ url });
});

afterEach(async () => {
  wire.close();
  await api.close();
  await database.close();
});

const SUMMARY = `/api/v1/cost-summaries/${variantId('X')}`;

describe('while the database is away', () => {
  it('answers 503 with the time to try again, and is well as soon as it is back', async () => {
    await api.get(SUMMARY).expect(404);
    wire.cut();
    const requests = ['/health/ready', '/api/v1/jobs', '/api/v1/stats', SUMMARY].map((path) => api.get(path));
    for (const response of await Promise.all([...requests, api.post('/api/v1/recalculate/all')])) {
      expect([response.status, response.type]).toEqual([503, 'application/problem+json']);
      expect(response.body).toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
      expect(Number(response.headers['retry-after'])).toBeGreaterThan(0);
    }
    await api.get('/health/live').expect(200);
    await api.get('/health/startup').expect(200);
    expect((await api.get('/health').expect(200)).body).toMatchObject({ status: 'DEGRADED', database: 'AWAY' });
    wire.mend();
    await api.get('/health/ready').expect(200);
    await api.get(SUMMARY).expect(404);
  });

  it('is not ready when it is there and says nothing, and says so in time', async () => {
    // A connection that stands already: of a new one the driver itself would give up.
    await api.get(SUMMARY).expect(404);
    wire.silence();
    const [ready, again, live] = await Promise.all(
      ['/health/ready', '/health/ready', '/health/live'].map((path) => api.get(path)),
    );
    expect([ready?.status, again?.status, live?.status]).toEqual([503, 503, 200]);
    wire.mend();
    await expect.poll(async () => (await api.get('/health/ready')).status).toBe(200);
  });
});
