import { Inject, Injectable } from '@nestjs/common';
import { HealthIndicatorService, type HealthIndicatorResult } from '@nestjs/terminus';
import { HEALTH_PARTS, type HealthParts, type HealthSummary } from './health-types.js';

/** Whether NATS announces tasks. In the summary only: without it workers find their tasks in the database. */
@Injectable()
export class BrokerIndicator {
  constructor(
    @Inject(HEALTH_PARTS) private readonly parts: HealthParts,
    @Inject(HealthIndicatorService) private readonly indicators: HealthIndicatorService,
  ) {}

  check(): HealthIndicatorResult<'nats'> {
    const indicator = this.indicators.check('nats');
    return this.state === 'AWAY'
      ? indicator.down('NATS is away, or its queue of tasks cannot be used')
      : indicator.up();
  }

  get state(): HealthSummary['nats'] {
    const { kind, isConnected } = this.parts.transport;
    if (kind === 'PRIVATE') return 'NONE';
    return isConnected ? 'OK' : 'AWAY';
  }
}
