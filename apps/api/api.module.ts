import { type DynamicModule, Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR, APP_PIPE } from '@nestjs/core';
import { LoggerModule } from 'nestjs-pino';
import type { Request } from 'express';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Database } from '#database';
import type { TaskTransport } from '#jobs';
import { HealthModule, type HealthParts } from '#health';
import { type Config, type Log, ServiceState, type Tracing, VERSION } from '#platform';
import type { KeyRing } from './access/key-ring.js';
import { RefusalLog } from './access/refusal-log.js';
import { AccessGuard } from './access/access.guard.js';
import { ActorInterceptor } from './access/actor.interceptor.js';
import { CatalogueWrites } from './catalogue/catalogue-writes.js';
import { ConnectionsModule } from './connections.module.js';
import { CONTROLLERS } from './controllers.js';
import { SummaryExports } from './cost-summaries/summary-exports.js';
import { sentMethod } from './http/answer-headers.js';
import { CostlyReads } from './http/costly-reads.js';
import { JsonBodyInterceptor } from './http/json-body.interceptor.js';
import { OperationGuard } from './http/operation.guard.js';
import { ProblemFilter } from './http/problem-filter.js';
import { requestContextOf } from './http/trace-requests.js';
import { RequestPipe } from './http/request-pipe.js';
import { CleanUp } from './jobs/clean-up.js';
import { JobFeed } from './jobs/job-feed.js';
import { TableImports } from './imports/table-imports.js';
import { MetricsModule } from './metrics/metrics.module.js';
import { openApiDocument } from './openapi/document.js';
import { CONFIG, DATABASE_PROBES, KEYS, LOG, OPENAPI, TRANSPORT } from './tokens.js';

/** What every request passes, guards and interceptors in this order. */
const REQUEST_PROVIDERS = [
  { provide: APP_GUARD, useClass: AccessGuard },
  { provide: APP_GUARD, useClass: OperationGuard },
  { provide: APP_INTERCEPTOR, useClass: JsonBodyInterceptor },
  { provide: APP_INTERCEPTOR, useClass: ActorInterceptor },
  { provide: APP_PIPE, useClass: RequestPipe },
  { provide: APP_FILTER, useClass: ProblemFilter },
];

@Module({})
export class ApiModule {
  static forRoot(config: Config, log: Log, keys: KeyRing | null, tracing: Tracing): DynamicModule {
    return {
      module: ApiModule,
      imports: [
        LoggerModule.forRoot({ pinoHttp: { ...REQUEST_LOG, logger: log }, forRoutes: ['{*path}'] }),
        ConnectionsModule.forRoot(config, log),
        MetricsModule.forRoot(log, tracing),
        HealthModule.forRootAsync({
          inject: [ServiceState, DATABASE_PROBES, TRANSPORT],
          useFactory: (state: HealthParts['state'], database: Database, transport: TaskTransport): HealthParts => ({
            state,
            database,
            transport,
            version: VERSION,
          }),
        }),
      ],
      controllers: CONTROLLERS,
      providers: [
        CatalogueWrites,
        CostlyReads,
        TableImports,
        CleanUp,
        { provide: RefusalLog, useFactory: () => new RefusalLog(log) },
        JobFeed,
        SummaryExports,
        ...REQUEST_PROVIDERS,
        { provide: OPENAPI, useFactory: () => openApiDocument(CONTROLLERS, VERSION) },
        { provide: CONFIG, useValue: config },
        // Nest takes a bare null for a provider that is missing.
        { provide: KEYS, useValue: { ring: keys } },
        { provide: LOG, useValue: log },
      ],
    };
  }
}

/**
 * Reads come by the thousand: their lines are for debugging. Headers are never logged: they carry keys. What went
 * wrong is logged once, where it is answered.
 */
const REQUEST_LOG = {
  genReqId: (request: IncomingMessage) => requestContextOf(request).requestId,
  quietReqLogger: true,
  customLogLevel: ({ method }: IncomingMessage): 'debug' | 'info' =>
    method === 'GET' || method === 'HEAD' ? 'debug' : 'info',
  customErrorObject: (_request: IncomingMessage, _response: ServerResponse, _error: Error, entry: object) => ({
    ...entry,
    err: undefined,
  }),
  serializers: {
    req: ({ id, url, raw }: { id: unknown; url: string; raw: Request }) => ({
      id,
      method: sentMethod(raw),
      url,
    }),
    res: ({ statusCode }: { statusCode: number }) => ({ statusCode }),
  },
};
