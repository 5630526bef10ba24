import { AuditController } from './audit/audit.controller.js';
import { CATALOGUE_CONTROLLERS } from './catalogue/catalogue-controllers.js';
import { ChangesController } from './changes/changes.controller.js';
import { CostSummariesController } from './cost-summaries/cost-summaries.controller.js';
import { ExplanationsController } from './cost-summaries/explanations.controller.js';
import { FormulasController } from './formulas/formulas.controller.js';
import { HealthController } from './health/health.controller.js';
import { JobActionsController } from './jobs/job-actions.controller.js';
import { JobMessagesController } from './jobs/job-messages.controller.js';
import { JobsController } from './jobs/jobs.controller.js';
import { MetricsController } from './metrics/metrics.controller.js';
import { OpenApiController } from './openapi/openapi.controller.js';
import { RecalculateController } from './recalculate/recalculate.controller.js';
import { RootController } from './root/root.controller.js';
import { StatsController } from './stats/stats.controller.js';
import { WatchController } from './watch/watch.controller.js';
import { WorkersController } from './workers/workers.controller.js';

/** Every controller: what is served, and what the OpenAPI document describes. */
export const CONTROLLERS = [
  AuditController,
  ...CATALOGUE_CONTROLLERS,
  ChangesController,
  CostSummariesController,
  ExplanationsController,
  FormulasController,
  HealthController,
  JobActionsController,
  JobMessagesController,
  JobsController,
  MetricsController,
  OpenApiController,
  RecalculateController,
  RootController,
  StatsController,
  WatchController,
  WorkersController,
];
