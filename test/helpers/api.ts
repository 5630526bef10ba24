import type { NestExpressApplication } from '@nestjs/platform-express';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import request from 'supertest';
import { createLog } from '#platform';
import { createApi } from '../../apps/api/create-api.js';
import { configFor, type TestDatabase } from './postgres.js';

/** The API in this process, on a test database. */
export class TestApi {
  private constructor(private readonly app: NestExpressApplication) {}

  static async start(database: Pick<TestDatabase, 'url'>): Promise<TestApi> {
    const app = await createApi(configFor(database), createLog('silent', 'test'));
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

  post(path: string, body?: object): request.Test {
    const post = request(this.server).post(path);
    return body === undefined ? post : post.send(body);
  }

  /** With the database. */
  close(): Promise<void> {
    return this.app.close();
  }
}
