import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Logger } from 'nestjs-pino';
import type { Server } from 'node:http';
import { type Connections, controlServer, type StartEvents } from '#jobs';
import { type Config, type Log, openTracing, ServiceState, VERSION } from '#platform';
import { identify } from './access/identify.js';
import { openAccess } from './access/open-access.js';
import { RateLimits } from './access/rate-limits.js';
import { RefusalLog } from './access/refusal-log.js';
import { ApiModule } from './api.module.js';
import { compressAnswers, headAsGet, noStore } from './http/answer-headers.js';
import { ApiAdapter } from './http/api-adapter.js';
import { limitConnections } from './http/connection-limits.js';
import { JSON_TYPE, MERGE_PATCH_TYPE } from './http/media-types.js';
import { answerParserErrors } from './http/parser-errors.js';
import { awaitContinue, JSON_BYTES_MAX, receiveBody } from './http/receive-body.js';
import { refuseManyHeaders } from './http/refuse-headers.js';
import { checkSyntax } from './http/request-syntax.js';
import { followState } from './http/service-state.js';
import { securityHeaders } from './http/security-headers.js';
import { removeAbandonedBodies } from './http/spool-body.js';
import { traceRequests } from './http/trace-requests.js';
import { closeUnread } from './http/unread-body.js';
import { RequestMetrics } from './metrics/request-metrics.js';
import type { OpenApiDocument } from './openapi/document.js';
import { PREFIX, WITHOUT_PREFIX } from './openapi/routes.js';
import { serveDocument } from './openapi/serve-document.js';
import { CONNECTIONS, OPENAPI } from './tokens.js';

type OnFailure = StartEvents['onFailure'];

/**
 * The API, not listening for requests yet; `close` closes all. Without START_WAIT it is started, see `startApi`. Throws what
 * `startApi`, `openConnections` and `openAccess` throw. `exporter`: where spans go in tests.
 */
export async function createApi(
  config: Config,
  log: Log,
  onFailure: OnFailure = (error) => log.error(error),
  exporter: Parameters<typeof openTracing>[3] = null,
): Promise<NestExpressApplication> {
  const keys = openAccess(config.api, log);
  const tracing = await openTracing(config.tracing, 'costing-api', VERSION, exporter);
  const module = ApiModule.forRoot(config, log, keys, tracing);
  const app = await NestFactory.create<NestExpressApplication>(module, new ApiAdapter(), {
    bodyParser: false,
    // Twenty lines about modules and routes say nothing that a test does not; what goes wrong is thrown.
    logger: false,
    // Else a database that is away at the start would end the process from inside.
    abortOnError: false,
  });
  app.disable('x-powered-by');
  // Summaries change with a release, not with their bytes; hashing every answer buys nothing.
  app.disable('etag');
  const refusals = app.get(RefusalLog);
  const server: Server = app.getHttpServer();
  limitConnections(server, config.api, refusals);
  answerParserErrors(server, refusals);
  awaitContinue(server);
  await removeAbandonedBodies(log);
  app.use(app.get(RequestMetrics).measure);
  app.use(traceRequests(tracing));
  app.use(headAsGet);
  app.use(securityHeaders);
  app.use(noStore);
  app.use(compressAnswers);
  app.use(closeUnread);
  app.use(followState(app.get(ServiceState)));
  app.use(refuseManyHeaders);
  app.use(checkSyntax);
  app.use(identify(keys, new RateLimits(config.api.requestsPerSecond)));
  // As bytes: `JsonBodyInterceptor` parses them, for routes whose caller may call them.
  app.use(receiveBody([JSON_TYPE, MERGE_PATCH_TYPE], JSON_BYTES_MAX, config.api.bodySeconds));
  app.setGlobalPrefix(PREFIX, { exclude: WITHOUT_PREFIX });
  serveDocument(app, app.get<OpenApiDocument>(OPENAPI));
  try {
    const strategy = controlServer(config, log, 'costing api');
    if (strategy) app.connectMicroservice({ strategy });
    await app.init();
    app.useLogger(app.get(Logger));
    if (!config.startWait) await startApi(app, onFailure);
  } catch (error) {
    await app.close();
    throw error;
  }
  return app;
}

/**
 * Reaches database and broker; requests are answered from then on. With START_WAIT it waits for them. `onFailure` is told
 * when the broker, for which the start does not wait, refuses the API later. Throws what `Connections.start` throws.
 */
export async function startApi(app: NestExpressApplication, onFailure: OnFailure): Promise<void> {
  const connections = app.get<Connections>(CONNECTIONS);
  await connections.start({ onBroker: () => app.startAllMicroservices(), onFailure });
  app.get(ServiceState).start();
}
