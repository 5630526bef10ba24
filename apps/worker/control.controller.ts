import { Controller, Inject } from '@nestjs/common';
import { EventPattern, MessagePattern, Payload } from '@nestjs/microservices';
import { CONTROL, jobIdOf, type WorkerStatus } from '#jobs';
import type { Worker } from './build-worker.js';
import { WORKER } from './tokens.js';

/** What comes over NATS to every worker. Without it a worker learns of a cancel when it renews its leases. */
@Controller()
export class ControlController {
  constructor(@Inject(WORKER) private readonly worker: Pick<Worker, 'loop' | 'status'>) {}

  @EventPattern(CONTROL.cancel)
  cancel(@Payload() payload: unknown): void {
    // Whether it is true, the ledger says.
    if (jobIdOf(payload) !== null) this.worker.loop.noticed();
  }

  @MessagePattern(CONTROL.workerStatus)
  status(): WorkerStatus {
    return this.worker.status();
  }
}
