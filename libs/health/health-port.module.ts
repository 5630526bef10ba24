import { type DynamicModule, Module } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { HealthPortController } from './health-port.controller.js';
import { HealthPortFilter } from './health-port.filter.js';
import { Metrics } from '#platform';
import type { HealthPortParts } from './health-types.js';
import { MetricsPortController } from './metrics-port.controller.js';
import { HealthModule } from './health.module.js';

/** Everything that the health port answers. */
@Module({})
export class HealthPortModule {
  static forRoot(parts: HealthPortParts): DynamicModule {
    return {
      module: HealthPortModule,
      imports: [HealthModule.forRootAsync({ useFactory: () => parts })],
      controllers: [HealthPortController, MetricsPortController],
      providers: [
        { provide: Metrics, useValue: parts.metrics },
        { provide: APP_FILTER, useClass: HealthPortFilter },
      ],
    };
  }
}
