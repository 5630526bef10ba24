import type { NestExpressApplication } from '@nestjs/platform-express';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import request from 'supertest';
import { type Config, createLog, readConfig } from '#platform';
import { createApi } from '../../apps/api/create-api.js';
import { configFor, type TestDatabase } from './postgres.js';

/** The API in this process, on a test database. */
export class TestApi {
  private constructor(private readonly app: NestExpressApplication) {}

  /** `natsUrl` null: without a broker. */
  static async start(
    database: Pick<TestDatabase, 'url'>,
    natsUrl: string | null = null,
    settings: Partial<Config['api']> = {},
  ): Promise<TestApi> {
    const { nats } = readConfig(natsUrl === null ? {} : { NATS_URL: natsUrl });
    const common = configFor(database);
    const config = { ...common, nats, api: { ...common.api, ...settings } };
    const app = await createApi(config, createLog('silent', 'test'));
    // Once for all requests: supertest would listen anew for each.
    await app.listen(0, '127.0.0.1');
    return new TestApi(app);
  }

  get server(): Server {
    return this.app.getHttpServer();
  }

  /** Where it listens. */
  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  get(path: string): request.Test {
    return request(this.server).get(path);
  }

  post(path: string, body?: object | string): request.Test {
    const post = request(this.server).post(path);
    return body === undefined ? post : post.type('json').send(body);
  }

  /** `body`: a text is sent as it is. */
  put(path: string, body: object | string): request.Test {
    return request(this.server).put(path).type('json').send(body);
  }

  patch(path: string, body: object | string): request.Test {
    return request(this.server).patch(path).type('json').send(body);
  }

  delete(path: string): request.Test {
    return request(this.server).delete(path);
  }

  /** Something that the API is made of. */
  part<T>(type: new (...args: never[]) => T): T {
    return this.app.get(type);
  }

  /** With the database. */
  close(): Promise<void> {
    return this.app.close();
  }
}
