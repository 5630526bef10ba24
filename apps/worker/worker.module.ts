import { type DynamicModule, Module } from '@nestjs/common';
import type { Connections } from '#jobs';
import type { Config, Log } from '#platform';
import { buildWorker, type Observation } from './build-worker.js';
import { ControlController } from './control.controller.js';
import { WORKER } from './tokens.js';

/** A worker: its loop, and what others may ask of it. Its connections are started before and closed after it. */
@Module({})
export class WorkerModule {
  static forRoot(config: Config, log: Log, connections: Connections, observation: Observation): DynamicModule {
    return {
      module: WorkerModule,
      controllers: [ControlController],
      providers: [{ provide: WORKER, useFactory: () => buildWorker(connections, config, log, observation) }],
    };
  }
}
