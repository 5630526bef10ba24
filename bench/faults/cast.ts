import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { NatsServer } from '../../test/helpers/nats-server.js';
import { PostgresServer } from '../../test/helpers/postgres-server.js';
import { createRunFolder, removeDataFolder } from '../../test/helpers/postgres-run.js';
import { Member } from './member.js';
import { type NatsCounts, type NatsMischief, natsFilter } from './nats-filter.js';
import { TcpProxy } from './tcp-proxy.js';

/** Partitions in work at once, of each worker: unequal, so that the workers are. */
const LANES = [1, 2, 1];
export const WORKERS = LANES.length;
export const APIS = 2;

/** Everything that plays: one PostgreSQL, one NATS, three workers and two apis, each behind proxies of its own. */
export class Cast {
  readonly mischief: NatsMischief = { dropAcks: false, duplicate: false };
  readonly natsCounts: NatsCounts = { acksDropped: 0, duplicated: 0 };
  /** How often NATS was killed so far. */
  natsKills = 0;
  /** Deliveries whose acknowledgement the broker waits for in vain since its last kill, see `countPhantoms`. */
  natsPhantoms = 0;
  readonly workers: Member[] = [];
  readonly apis: Member[] = [];

  private constructor(
    private readonly folder: string,
    readonly postgres: PostgresServer,
    readonly nats: NatsServer | null,
    /** Of NATS, for HTTP. */
    readonly natsMonitorPort: number,
  ) {}

  /** Servers only; `enter` starts the processes. Without NATS when `useNats` is false. */
  static async prepare({ useNats }: { readonly useNats: boolean }): Promise<Cast> {
    const folder = await createRunFolder('costing-faults-');
    const postgres = await PostgresServer.start(join(folder, 'pg'));
    try {
      const monitorPort = await freePort();
      const settings = `http: "127.0.0.1:${monitorPort}"`;
      const cast = new Cast(folder, postgres, useNats ? await NatsServer.start({ settings }) : null, monitorPort);
      await cast.engageAll();
      return cast;
    } catch (error) {
      await removeDataFolder(folder);
      throw error;
    }
  }

  get members(): readonly Member[] {
    return [...this.workers, ...this.apis];
  }

  async killNats(): Promise<void> {
    this.natsKills++;
    this.natsPhantoms = 0;
    await this.nats?.kill();
  }

  /** Starts every process that does not run and returns when the apis listen. */
  async enter(): Promise<void> {
    for (const member of this.members) member.start();
    await Promise.all(this.members.map((member) => member.ready()));
  }

  /** Asks every process to end; sentences about those that did not end as they should. */
  async leave(): Promise<string[]> {
    const codes = await Promise.all(this.members.map((member) => member.stop()));
    return codes.flatMap((code, n) =>
      code === 0 ? [] : [`${this.members[n]!.name} ended with ${code} after SIGTERM`],
    );
  }

  /** Ends everything at once, whatever state it is in, and removes its files. */
  async remove(): Promise<void> {
    for (const member of this.members) member.kill();
    const proxies = this.members.flatMap(({ proxies: { postgres, nats } }) => [postgres, nats]);
    await Promise.all([...proxies.map((proxy) => proxy?.close()), this.nats?.stop()]);
    await removeDataFolder(this.folder);
  }

  private async engageAll(): Promise<void> {
    for (const [n, lanes] of LANES.entries()) {
      this.workers.push(await this.engage(`worker ${n + 1}`, 'apps/worker/main', lanes));
    }
    for (let n = 1; n <= APIS; n++) this.apis.push(await this.engage(`api ${n}`, 'apps/api/main', 1));
  }

  private async engage(name: string, program: 'apps/worker/main' | 'apps/api/main', lanes: number): Promise<Member> {
    const postgres = await TcpProxy.start({ path: this.postgres.socketPath });
    const filter = (): ReturnType<typeof natsFilter> => natsFilter(this.mischief, this.natsCounts);
    const nats = this.nats && (await TcpProxy.start({ host: '127.0.0.1', port: this.nats.port }, filter));
    return new Member(name, program, { postgres, nats }, {
      DATABASE_URL: this.postgres.urlThrough('127.0.0.1', postgres.port),
      NATS_URL: nats ? `nats://127.0.0.1:${nats.port}` : '',
      WORKER_COUNT: String(lanes),
      PORT: '0',
      LOG_LEVEL: 'info',
    }); // prettier-ignore
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  return port;
}
