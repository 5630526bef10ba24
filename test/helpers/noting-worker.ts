import type { DynamicModule, INestApplicationContext } from '@nestjs/common';
import type { WorkerStatus } from '#jobs';
import { createLog, readConfig } from '#platform';
import { ControlController } from '../../apps/worker/control.controller.js';
import { createWorker } from '../../apps/worker/create-worker.js';
import { WORKER } from '../../apps/worker/tokens.js';

/** The worker's program around a loop that only notes what it is told. */
export class NotingWorker {
  /** How often it was told that something about jobs changed. */
  noticed = 0;
  private app!: INestApplicationContext;

  constructor(private readonly name: string) {}

  static async start(natsUrl: string, name: string): Promise<NotingWorker> {
    const worker = new NotingWorker(name);
    const loop = { noticed: () => worker.noticed++ };
    const noting = { loop, status: () => worker.status };
    const module: DynamicModule = {
      module: NotingWorker,
      controllers: [ControlController],
      providers: [{ provide: WORKER, useValue: noting }],
    };
    const config = readConfig({ NATS_URL: natsUrl });
    const { app, listen } = await createWorker(config, createLog('silent', 'test'), module);
    worker.app = app;
    await listen();
    return worker;
  }

  close(): Promise<void> {
    return this.app.close();
  }

  get status(): WorkerStatus {
    const range = { partition_start: 0, partition_end: 63 };
    const work = [
      { job_id: '01900000-0000-7000-8000-000000000001', job_no: 1, partition_no: 4, attempt: 2, seconds: 0.5 },
    ];
    return {
      ...{ worker: this.name, host: 'h', pid: 7, lanes: 2, ...range, transport: 'JETSTREAM', connected: true },
      ...{ since: '2026-01-01T00:00:00Z', rejected: 3, working_on: work },
    };
  }
}
