import { type DynamicModule, Module } from '@nestjs/common';
import { LoggerModule } from 'nestjs-pino';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Config, Log } from '#platform';
import { CATALOGUE_CONTROLLERS } from './catalogue/catalogue-controllers.js';
import { CatalogueWrites } from './catalogue/catalogue-writes.js';
import { ChangesController } from './changes/changes.controller.js';
import { ConnectionsModule } from './connections.module.js';
import { CostSummariesController } from './cost-summaries/cost-summaries.controller.js';
import { SummaryExports } from './cost-summaries/summary-exports.js';
import { FormulasController } from './formulas/formulas.controller.js';
import { HealthController } from './health/health.controller.js';
import { CleanUp } from './jobs/clean-up.js';
import { JobFeed } from './jobs/job-feed.js';
import { JobMessagesController } from './jobs/job-messages.controller.js';
import { JobsController } from './jobs/jobs.controller.js';
import { RecalculateController } from './recalculate/recalculate.controller.js';
import { StatsController } from './stats/stats.controller.js';
import { CONFIG, LOG } from './tokens.js';
import { VariantImports } from './variants/variant-imports.js';
import { WorkersController } from './workers/workers.controller.js';

const CONTROLLERS = [
  ...CATALOGUE_CONTROLLERS,
  ChangesController,
  CostSummariesController,
  FormulasController,
  HealthController,
  JobMessagesController,
  JobsController,
  RecalculateController,
  StatsController,
  WorkersController,
];

@Module({})
export class ApiModule {
  static forRoot(config: Config, log: Log): DynamicModule {
    return {
      module: ApiModule,
      imports: [
        LoggerModule.forRoot({ pinoHttp: { ...REQUEST_LOG, logger: log }, forRoutes: ['{*path}'] }),
        ConnectionsModule.forRoot(config, log),
      ],
      controllers: CONTROLLERS,
      providers: [
        CatalogueWrites,
        VariantImports,
        CleanUp,
        JobFeed,
        SummaryExports,
        { provide: CONFIG, useValue: config },
        { provide: LOG, useValue: log },
      ],
    };
  }
}

/**
 * Reads come by the thousand: their lines are for debugging. Headers are never logged: they will carry keys. What went
 * wrong is logged once, where it is answered.
 */
const REQUEST_LOG = {
  quietReqLogger: true,
  customLogLevel: ({ method }: IncomingMessage): 'debug' | 'info' =>
    method === 'GET' || method === 'HEAD' ? 'debug' : 'info',
  customErrorObject: (_request: IncomingMessage, _response: ServerResponse, _error: Error, entry: object) => ({
    ...entry,
    err: undefined,
  }),
  serializers: {
    req: ({ id, method, url }: { id: unknown; method: string; url: string }) => ({ id, method, url }),
    res: ({ statusCode }: { statusCode: number }) => ({ statusCode }),
  },
};
