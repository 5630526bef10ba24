import { Controller, Get, Header, Inject } from '@nestjs/common';
import type { HealthStatus, HealthSummary } from './health-types.js';
import { HealthService } from './health.service.js';

/** The probes on a port of their own, without keys. */
@Controller('health')
export class HealthPortController {
  constructor(@Inject(HealthService) private readonly health: HealthService) {}

  @Get('live')
  @Header('Cache-Control', 'no-store')
  live(): Promise<HealthStatus> {
    return this.health.live();
  }

  @Get('startup')
  @Header('Cache-Control', 'no-store')
  startup(): Promise<HealthStatus> {
    return this.health.startup();
  }

  @Get('ready')
  @Header('Cache-Control', 'no-store')
  ready(): Promise<HealthStatus> {
    return this.health.ready();
  }

  @Get()
  @Header('Cache-Control', 'no-store')
  summary(): Promise<HealthSummary> {
    return this.health.summary();
  }
}
