import { type DynamicModule, Global, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import type { Database } from '#database';
import { addDatabaseMetrics, addPoolMetrics, addTransportMetrics, type TaskTransport } from '#jobs';
import { type Log, Metrics, type Tracing, VERSION } from '#platform';
import {
  DATABASE,
  DATABASE_METRICS,
  DATABASE_PROBES,
  DATABASE_REPORTS,
  DATABASE_WRITES,
  TRACING,
  TRANSPORT,
} from '../tokens.js';
import { RequestMetrics } from './request-metrics.js';

/** The figures of this process and of the database that it uses. */
@Global()
@Module({})
export class MetricsModule implements OnApplicationShutdown {
  constructor(@Inject(TRACING) private readonly tracing: Tracing) {}

  static forRoot(log: Log, tracing: Tracing): DynamicModule {
    return {
      module: MetricsModule,
      providers: [
        { provide: TRACING, useValue: tracing },
        {
          provide: Metrics,
          useFactory: (metricsPool: Database, transport: TaskTransport, ...pools: Database[]) => {
            const metrics = new Metrics('api', VERSION);
            const [lookUps, writes, reports, probes] = pools as [Database, Database, Database, Database];
            addDatabaseMetrics(metrics, metricsPool, log);
            addPoolMetrics(metrics, { look_ups: lookUps, writes, reports, probes });
            addTransportMetrics(metrics, transport, log);
            return metrics;
          },
          inject: [DATABASE_METRICS, TRANSPORT, DATABASE, DATABASE_WRITES, DATABASE_REPORTS, DATABASE_PROBES],
        },
        { provide: RequestMetrics, useFactory: (metrics: Metrics) => new RequestMetrics(metrics), inject: [Metrics] },
      ],
      exports: [Metrics, RequestMetrics],
    };
  }

  /** The last spans are those of requests that were answered while the API closed. */
  onApplicationShutdown(): Promise<void> {
    return this.tracing.stop();
  }
}
