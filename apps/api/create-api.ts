import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Logger } from 'nestjs-pino';
import { controlServer } from '#jobs';
import type { Config, Log } from '#platform';
import { ApiModule } from './api.module.js';
import { isCatalogueEntry } from './catalogue/catalogue-controllers.js';
import { admitRequest } from './http/admit-request.js';
import { BODY_MAX, checkBody, nameBodyFault } from './http/check-body.js';
import { ProblemFilter } from './http/problem-filter.js';
import { textBody } from './http/text-body.js';
import { RequestPipe } from './http/validation.js';

/** Node's own five minutes would cut off an import of 20 GB over a slow line; a body that stops coming is cut off sooner. */
const REQUEST_MAX_MS = 6 * 60 * 60 * 1_000;

/**
 * The API with database and broker open, hearing what workers tell, not listening for requests yet; `close` closes all.
 * Throws what `openConnections` throws.
 */
export async function createApi(config: Config, log: Log): Promise<NestExpressApplication> {
  const app = await NestFactory.create<NestExpressApplication>(ApiModule.forRoot(config, log), {
    bodyParser: false,
    // Twenty lines about modules and routes say nothing that a test does not; what goes wrong is thrown.
    logger: false,
    // Else a database that is away at the start would end the process from inside.
    abortOnError: false,
  });
  app.disable('x-powered-by');
  // Summaries change with a release, not with their bytes; hashing every answer buys nothing.
  app.disable('etag');
  app.use(admitRequest);
  app.useBodyParser('raw', { limit: BODY_MAX, type: isCatalogueEntry });
  app.use(textBody);
  app.useBodyParser('json', { limit: BODY_MAX });
  app.use(checkBody);
  app.use(nameBodyFault);
  app.setGlobalPrefix('api/v1', { exclude: ['health', 'health/*path'] });
  app.useGlobalPipes(new RequestPipe());
  app.useGlobalFilters(new ProblemFilter(log));
  try {
    const strategy = controlServer(config, log, 'costing api');
    if (strategy) app.connectMicroservice({ strategy });
    await app.init();
    app.getHttpServer().requestTimeout = REQUEST_MAX_MS;
    await app.startAllMicroservices();
  } catch (error) {
    await app.close();
    throw error;
  }
  app.useLogger(app.get(Logger));
  return app;
}
