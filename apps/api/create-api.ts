import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Logger } from 'nestjs-pino';
import { controlServer } from '#jobs';
import type { Config, Log } from '#platform';
import { identify } from './access/identify.js';
import { openAccess } from './access/open-access.js';
import { RateLimits } from './access/rate-limits.js';
import { ApiModule } from './api.module.js';
import { compressAnswers, headAsGet, noStore } from './http/answer-headers.js';
import { ApiAdapter } from './http/api-adapter.js';
import { BODY_MAX, mapBodyParserError } from './http/json-body.js';
import { JSON_TYPE, MERGE_PATCH_TYPE } from './http/media-types.js';
import { checkSyntax } from './http/request-syntax.js';
import { securityHeaders } from './http/security-headers.js';
import { limitBodyTime, limitServer } from './http/server-limits.js';
import type { OpenApiDocument } from './openapi/document.js';
import { PREFIX, WITHOUT_PREFIX } from './openapi/routes.js';
import { serveDocument } from './openapi/serve-document.js';
import { OPENAPI } from './tokens.js';

/**
 * The API with database and broker open, hearing what workers tell, not listening for requests yet; `close` closes all.
 * Throws what `openConnections` and `openAccess` throw.
 */
export async function createApi(config: Config, log: Log): Promise<NestExpressApplication> {
  const keys = openAccess(config.api, log);
  const app = await NestFactory.create<NestExpressApplication>(ApiModule.forRoot(config, log, keys), new ApiAdapter(), {
    bodyParser: false,
    // Twenty lines about modules and routes say nothing that a test does not; what goes wrong is thrown.
    logger: false,
    // Else a database that is away at the start would end the process from inside.
    abortOnError: false,
  });
  app.disable('x-powered-by');
  // Summaries change with a release, not with their bytes; hashing every answer buys nothing.
  app.disable('etag');
  limitServer(app.getHttpServer());
  app.use(headAsGet);
  app.use(securityHeaders);
  app.use(noStore);
  app.use(compressAnswers);
  app.use(checkSyntax);
  app.use(identify(keys, new RateLimits(config.api.requestsPerSecond)));
  app.use(limitBodyTime());
  // As bytes: `JsonBodyInterceptor` parses them, for routes whose caller may call them.
  app.useBodyParser('raw', { limit: BODY_MAX, type: [JSON_TYPE, MERGE_PATCH_TYPE] });
  app.use(mapBodyParserError);
  app.setGlobalPrefix(PREFIX, { exclude: WITHOUT_PREFIX });
  serveDocument(app, app.get<OpenApiDocument>(OPENAPI));
  try {
    const strategy = controlServer(config, log, 'costing api');
    if (strategy) app.connectMicroservice({ strategy });
    await app.init();
    await app.startAllMicroservices();
  } catch (error) {
    await app.close();
    throw error;
  }
  app.useLogger(app.get(Logger));
  return app;
}
