import { type DynamicModule, Global, Inject, Module, type OnApplicationShutdown, type Provider } from '@nestjs/common';
import type { Database, PoolLimits } from '#database';
import { type Connections, openConnections } from '#jobs';
import { type Config, type Log, ServiceState } from '#platform';
import {
  CONNECTIONS,
  CONTROL,
  DATABASE,
  DATABASE_METRICS,
  DATABASE_PROBES,
  DATABASE_REPORTS,
  DATABASE_WRITES,
  TRANSPORT,
} from './tokens.js';

/** A look-up takes a millisecond or two: one that waits a second for its turn meets a database that is stuck. */
const LOOK_UPS: Waits = { waitMs: 1_000, lockWaitMs: null };
const WRITES: Waits = { waitMs: 5_000, lockWaitMs: 5_000 };
const REPORTS: Waits = { waitMs: 10_000, lockWaitMs: null };
const PROBES: PoolLimits = { max: 1, waitMs: 2_000, lockWaitMs: 2_000 };
const METRICS: PoolLimits = PROBES;

type Waits = Omit<PoolLimits, 'max'>;

/** Names database and broker, which `startApi` reaches before the first request; closes them after the last. */
@Global()
@Module({})
export class ConnectionsModule implements OnApplicationShutdown {
  constructor(
    @Inject(CONNECTIONS) private readonly connections: Connections,
    @Inject(ServiceState) private readonly state: ServiceState,
  ) {}

  static forRoot(config: Config, log: Log): DynamicModule {
    const max = config.database.poolMax;
    const options = { applicationName: 'costing api', pool: { ...LOOK_UPS, max } };
    return {
      module: ConnectionsModule,
      providers: [
        { provide: ServiceState, useFactory: () => new ServiceState() },
        { provide: CONNECTIONS, useFactory: () => openConnections(config, log, options) },
        { provide: DATABASE, useFactory: ({ database }: Connections) => database, inject: [CONNECTIONS] },
        ownPool(DATABASE_WRITES, 'costing api writes', { ...WRITES, max }),
        ownPool(DATABASE_REPORTS, 'costing api reports', { ...REPORTS, max }),
        ownPool(DATABASE_PROBES, 'costing api probes', PROBES),
        ownPool(DATABASE_METRICS, 'costing api metrics', METRICS),
        { provide: TRANSPORT, useFactory: ({ transport }: Connections) => transport, inject: [CONNECTIONS] },
        { provide: CONTROL, useFactory: ({ control }: Connections) => control, inject: [CONNECTIONS] },
      ],
      exports: [
        ServiceState,
        CONNECTIONS,
        DATABASE,
        DATABASE_WRITES,
        DATABASE_REPORTS,
        DATABASE_PROBES,
        DATABASE_METRICS,
        TRANSPORT,
        CONTROL,
      ],
    };
  }

  onApplicationShutdown(): Promise<void> {
    this.state.close();
    return this.connections.close();
  }
}

const ownPool = (provide: symbol, applicationName: string, limits: PoolLimits): Provider => ({
  provide,
  useFactory: (database: Database) => database.withPool(applicationName, limits),
  inject: [DATABASE],
});
