import { Controller, Inject } from '@nestjs/common';
import { EventPattern, MessagePattern, Payload } from '@nestjs/microservices';
import { CONTROL, jobIdOf, type WorkerStatus } from '#jobs';
import { WORKER_LOOP } from './tokens.js';

/** Of the loop, what others may ask of it. */
export interface ControlledLoop {
  /** The job was ended by somebody else: the lanes that compute it stop at once. */
  jobEnded(jobId: string): void;
  status(): WorkerStatus;
}

/** What comes over NATS to every worker. Without it a worker learns of a cancel when it renews its leases. */
@Controller()
export class ControlController {
  constructor(@Inject(WORKER_LOOP) private readonly loop: ControlledLoop) {}

  @EventPattern(CONTROL.cancel)
  cancel(@Payload() payload: unknown): void {
    const jobId = jobIdOf(payload);
    if (jobId !== null) this.loop.jobEnded(jobId);
  }

  @MessagePattern(CONTROL.workerStatus)
  status(): WorkerStatus {
    return this.loop.status();
  }
}
