import { NestFactory, Reflector } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Logger } from 'nestjs-pino';
import { controlServer } from '#jobs';
import type { Config, Log } from '#platform';
import { AccessGuard } from './access/access.guard.js';
import { ActorInterceptor } from './access/actor.interceptor.js';
import { identify } from './access/identify.js';
import { openAccess } from './access/open-access.js';
import { RateLimits } from './access/rate-limits.js';
import { ApiModule } from './api.module.js';
import { isCatalogueEntry } from './catalogue/catalogue-controllers.js';
import { CONTROLLERS } from './controllers.js';
import { admitRequest } from './http/admit-request.js';
import { BODY_MAX, checkBody, nameBodyFault } from './http/check-body.js';
import { ProblemFilter } from './http/problem-filter.js';
import { securityHeaders } from './http/security-headers.js';
import { limitBodyTime, limitServer } from './http/server-limits.js';
import { textBody } from './http/text-body.js';
import { RequestPipe } from './http/validation.js';
import { openApiDocument } from './openapi/document.js';
import { PREFIX, WITHOUT_PREFIX } from './openapi/routes.js';
import { serveDocument } from './openapi/serve-document.js';
import { VERSION } from './version.js';

/**
 * The API with database and broker open, hearing what workers tell, not listening for requests yet; `close` closes all.
 * Throws what `openConnections` and `openAccess` throw.
 */
export async function createApi(config: Config, log: Log): Promise<NestExpressApplication> {
  const keys = openAccess(config.api, log);
  const app = await NestFactory.create<NestExpressApplication>(ApiModule.forRoot(config, log, keys), {
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
  app.use(securityHeaders);
  app.use(identify(keys, new RateLimits(config.api.requestsPerSecond)));
  app.use(admitRequest);
  app.use(limitBodyTime());
  app.useBodyParser('raw', { limit: BODY_MAX, type: isCatalogueEntry });
  app.use(textBody);
  app.useBodyParser('json', { limit: BODY_MAX });
  app.use(checkBody);
  app.use(nameBodyFault);
  app.setGlobalPrefix(PREFIX, { exclude: WITHOUT_PREFIX });
  app.useGlobalGuards(new AccessGuard(app.get(Reflector)));
  app.useGlobalInterceptors(new ActorInterceptor());
  app.useGlobalPipes(new RequestPipe());
  app.useGlobalFilters(new ProblemFilter(log));
  serveDocument(app, openApiDocument(CONTROLLERS, VERSION));
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
