import type { NestExpressApplication } from '@nestjs/platform-express';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import request from 'supertest';
import { type Config, createLog, type Log, readConfig } from '#platform';
import { createApi } from '../../apps/api/create-api.js';
import { expectDocumented } from './openapi.js';
import { configFor, type TestDatabase } from './postgres.js';

/** The API in this process, on a test database. Every answer must be one that the OpenAPI document promises. */
export class TestApi {
  private constructor(private readonly app: NestExpressApplication) {}

  /** `natsUrl` null: without a broker. `settings`: what is not to be as by default; `poolMax`: connections of each pool. */
  static async start(
    server: Pick<TestDatabase, 'url'>,
    natsUrl: string | null = null,
    settings: Partial<Config['api']> = {},
    options: { readonly poolMax?: number; readonly log?: Log } = {},
  ): Promise<TestApi> {
    const base = configFor(server);
    const { nats } = readConfig(natsUrl === null ? {} : { NATS_URL: natsUrl });
    const { poolMax = base.database.poolMax, log = createLog('silent', 'test') } = options;
    const database = { ...base.database, poolMax };
    const config = { ...base, nats, database, api: { ...base.api, ...settings } };
    const app = await createApi(config, log);
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

  /** `body`: a text is sent as it is. */
  post(path: string, body?: object | string): request.Test {
    return withBody(request(this.server).post(path).expect(asDocumented), body);
  }

  put(path: string, body?: object | string): request.Test {
    return withBody(request(this.server).put(path).expect(asDocumented), body);
  }

  patch(path: string, body?: object | string): request.Test {
    return withBody(request(this.server).patch(path).expect(asDocumented), body);
  }

  delete(path: string): request.Test {
    return request(this.server).delete(path).expect(asDocumented);
  }

  /** Every route that Nest knows, as `GET /api/v1/jobs/:job_id`; the bare prefix is the logger's middleware. */
  get routes(): string[] {
    const express = this.app.getHttpAdapter().getInstance();
    return express.router.stack.flatMap(({ route }) =>
      route && route.path !== '/api/v1'
        ? Object.keys(methodsOf(route)).map((method) => `${method.toUpperCase()} ${route.path}`)
        : [],
    );
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

const withBody = (test: request.Test, body: object | string | undefined): request.Test =>
  body === undefined ? test : test.type('json').send(body);

const methodsOf = (route: unknown): object => (route as { methods: object }).methods;

function asDocumented(response: request.Response): void {
  const { status, type, text } = response;
  const { method, path } = (response as unknown as { req: { method: string; path: string } }).req;
  expectDocumented({ method, path, status, type, body: /[/+]json$/.test(type) ? response.body : text });
}
