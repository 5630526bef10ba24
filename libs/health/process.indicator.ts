import { Inject, Injectable } from '@nestjs/common';
import { HealthIndicatorService, type HealthIndicatorResult } from '@nestjs/terminus';
import { HEALTH_PARTS, type HealthParts } from './health-types.js';

/** The process itself: its event loop, its start and its end. Asks no other server. */
@Injectable()
export class ProcessIndicator {
  constructor(
    @Inject(HEALTH_PARTS) private readonly parts: HealthParts,
    @Inject(HealthIndicatorService) private readonly indicators: HealthIndicatorService,
  ) {}

  alive(): HealthIndicatorResult<'event_loop'> {
    const indicator = this.indicators.check('event_loop');
    if (this.parts.state.isAlive) return indicator.up();
    return indicator.down({ code: 'EVENT_LOOP_BLOCKED', message: 'the event loop is blocked again and again' });
  }

  started(): HealthIndicatorResult<'start'> {
    const indicator = this.indicators.check('start');
    if (this.parts.state.isStarted) return indicator.up();
    return indicator.down({ code: 'NOT_STARTED', message: 'the service is starting: it waits for the database' });
  }

  accepting(): HealthIndicatorResult<'drain'> {
    const indicator = this.indicators.check('drain');
    if (!this.parts.state.isDraining) return indicator.up();
    return indicator.down({ code: 'DRAINING', message: 'the service is stopping: send work elsewhere' });
  }
}
