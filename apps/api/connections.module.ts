import { type DynamicModule, Global, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { type Connections, openConnections } from '#jobs';
import type { Config, Log } from '#platform';
import { CONNECTIONS, CONTROL, DATABASE, TRANSPORT } from './tokens.js';

/** Opens database and broker before the first request and closes them after the last. */
@Global()
@Module({})
export class ConnectionsModule implements OnApplicationShutdown {
  constructor(@Inject(CONNECTIONS) private readonly connections: Connections) {}

  static forRoot(config: Config, log: Log): DynamicModule {
    const options = { applicationName: 'costing api' };
    return {
      module: ConnectionsModule,
      providers: [
        { provide: CONNECTIONS, useFactory: () => openConnections(config, log, options) },
        { provide: DATABASE, useFactory: ({ database }: Connections) => database, inject: [CONNECTIONS] },
        { provide: TRANSPORT, useFactory: ({ transport }: Connections) => transport, inject: [CONNECTIONS] },
        { provide: CONTROL, useFactory: ({ control }: Connections) => control, inject: [CONNECTIONS] },
      ],
      exports: [DATABASE, TRANSPORT, CONTROL],
    };
  }

  onApplicationShutdown(): Promise<void> {
    return this.connections.close();
  }
}
