import { type DynamicModule, type FactoryProvider, Module, type ModuleMetadata } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { BrokerIndicator } from './broker.indicator.js';
import { DatabaseIndicator } from './database.indicator.js';
import { HEALTH_PARTS, type HealthParts } from './health-types.js';
import { HealthService } from './health.service.js';
import { ProcessIndicator } from './process.indicator.js';

interface HealthModuleOptions extends Pick<ModuleMetadata, 'imports'> {
  readonly inject?: FactoryProvider['inject'];
  readonly useFactory: (...parts: never[]) => HealthParts;
}

/** Provides `HealthService`; whoever imports it answers the probes by a controller. */
@Module({})
export class HealthModule {
  static forRootAsync({ imports = [], inject = [], useFactory }: HealthModuleOptions): DynamicModule {
    return {
      module: HealthModule,
      // Without a log: a probe that fails is answered every few seconds, and its cause is logged where it is noticed.
      imports: [TerminusModule.forRoot({ logger: false }), ...imports],
      providers: [
        { provide: HEALTH_PARTS, inject, useFactory: useFactory as (...parts: unknown[]) => HealthParts },
        ProcessIndicator,
        DatabaseIndicator,
        BrokerIndicator,
        HealthService,
      ],
      exports: [HealthService],
    };
  }
}
