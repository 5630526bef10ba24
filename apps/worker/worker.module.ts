import { type DynamicModule, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { type Connections, openConnections } from '#jobs';
import type { Config, Log } from '#platform';
import { buildWorker } from './build-worker.js';
import { ControlController } from './control.controller.js';
import { CONNECTIONS, WORKER } from './tokens.js';

/** A worker: its connections, its loop, and what others may ask of it. */
@Module({})
export class WorkerModule implements OnApplicationShutdown {
  constructor(@Inject(CONNECTIONS) private readonly connections: Connections) {}

  static forRoot(config: Config, log: Log): DynamicModule {
    // Whoever started this worker has migrated the database, or is told to.
    const options = { applicationName: 'costing worker', migrate: false };
    return {
      module: WorkerModule,
      controllers: [ControlController],
      providers: [
        { provide: CONNECTIONS, useFactory: () => openConnections(config, log, options) },
        {
          provide: WORKER,
          // Nest shuts nothing down that was not made whole, and open connections would keep the process for ever.
          useFactory: (connections: Connections) =>
            buildWorker(connections, config, log).catch(async (error: unknown) => {
              await connections.close();
              throw error;
            }),
          inject: [CONNECTIONS],
        },
      ],
    };
  }

  /** After the loop has ended and the last message was answered. */
  onApplicationShutdown(): Promise<void> {
    return this.connections.close();
  }
}
