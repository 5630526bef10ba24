import { chmod, chown, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { TcpProxy } from '../../bench/faults/tcp-proxy.js';
import { NatsServer } from '../helpers/nats-server.js';
import { PostgresServer } from '../helpers/postgres-server.js';
import type { Mount } from './buildah.js';

/** The image's user. */
export const IMAGE_USER = 10_001;

/**
 * PostgreSQL and NATS on loopback, with an owner's and a run-time role and no schema, and files with their addresses as
 * the image's containers get them mounted.
 */
export class ImageServers {
  private constructor(
    private readonly postgres: PostgresServer,
    private readonly proxy: TcpProxy,
    private readonly nats: NatsServer,
    readonly mounts: readonly Mount[],
  ) {}

  static async start(folder: string): Promise<ImageServers> {
    const root = join(folder, 'postgres');
    // PostgreSQL runs as another user, who has to reach its folder.
    await chmod(folder, 0o755);
    await mkdir(root);
    const postgres = await PostgresServer.start(root);
    for (const statement of [
      'CREATE ROLE costing_owner LOGIN',
      'CREATE ROLE costing_app LOGIN',
      'GRANT costing_app TO costing_owner',
      'CREATE DATABASE mill OWNER costing_owner',
    ]) {
      if ((await postgres.ask(statement)) === null) throw new Error('the PostgreSQL of this test does not answer');
    }
    const proxy = await TcpProxy.start({ path: postgres.socketPath });
    const nats = await NatsServer.start();
    const secrets = join(folder, 'secrets');
    const keys = join(folder, 'keys');
    for (const made of [secrets, keys]) await mkdir(made);
    const urlOf = (role: string): string => `postgres://${role}@127.0.0.1:${proxy.port}/mill\n`;
    await writeFile(join(secrets, 'database-url'), urlOf('costing_app'));
    await writeFile(join(secrets, 'owner-database-url'), urlOf('costing_owner'));
    await writeFile(join(secrets, 'nats-url'), `${nats.url}\n`);
    await chown(keys, IMAGE_USER, IMAGE_USER);
    const mounts = [
      { from: secrets, to: '/run/secrets' },
      { from: keys, to: '/keys', writable: true },
    ];
    return new ImageServers(postgres, proxy, nats, mounts);
  }

  async stop(): Promise<void> {
    // The broker keeps no process alive, also not one that waits for its end.
    const alive = setInterval(() => undefined, 1_000);
    await this.proxy.close();
    await this.nats.stop();
    await this.postgres.remove();
    clearInterval(alive);
  }
}
