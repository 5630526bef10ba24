import type { NestExpressApplication } from '@nestjs/platform-express';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import request from 'supertest';
import { createLog, readConfig } from '#platform';
import { createApi } from '../../apps/api/create-api.js';
import { expectDocumented } from './openapi.js';
import { configFor, type TestDatabase } from './postgres.js';

/** The API in this process, on a test database. Every answer must be one that the OpenAPI document promises. */
export class TestApi {
  private constructor(private readonly app: NestExpressApplication) {}

  /** `natsUrl` null: without a broker. */
  static async start(database: Pick<TestDatabase, 'url'>, natsUrl: string | null = null): Promise<TestApi> {
    const config = { ...configFor(database), nats: readConfig(natsUrl === null ? {} : { NATS_URL: natsUrl }).nats };
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
    return request(this.server).get(path).expect(asDocumented);
  }

  post(path: string, body?: object): request.Test {
    const post = request(this.server).post(path).expect(asDocumented);
    return body === undefined ? post : post.send(body);
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

function asDocumented(response: request.Response): void {
  const { status, type, text } = response;
  const { method, path } = (response as unknown as { req: { method: string; path: string } }).req;
  expectDocumented({ method, path, status, type, body: type.endsWith('json') ? response.body : text });
}
