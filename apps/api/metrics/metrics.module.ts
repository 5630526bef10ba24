import { type DynamicModule, Global, Module } from '@nestjs/common';
import type { Database } from '#database';
import { addDatabaseMetrics, addPoolMetrics, addTransportMetrics, type TaskTransport } from '#jobs';
import { type Log, Metrics, VERSION } from '#platform';
import {
  DATABASE,
  DATABASE_METRICS,
  DATABASE_PROBES,
  DATABASE_REPORTS,
  DATABASE_WRITES,
  TRANSPORT,
} from '../tokens.js';
import { RequestMetrics } from './request-metrics.js';

/** The figures of this process and of the database that it uses. */
@Global()
@Module({})
export class MetricsModule {
  static forRoot(log: Log): DynamicModule {
    return {
      module: MetricsModule,
      providers: [
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
}
