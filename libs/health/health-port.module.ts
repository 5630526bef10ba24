import { type DynamicModule, Module } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { HealthPortController } from './health-port.controller.js';
import { HealthPortFilter } from './health-port.filter.js';
import type { HealthParts } from './health-types.js';
import { HealthModule } from './health.module.js';

/** Everything that the health port answers. */
@Module({})
export class HealthPortModule {
  static forRoot(parts: HealthParts): DynamicModule {
    return {
      module: HealthPortModule,
      imports: [HealthModule.forRootAsync({ useFactory: () => parts })],
      controllers: [HealthPortController],
      providers: [{ provide: APP_FILTER, useClass: HealthPortFilter }],
    };
  }
}
