import { type DynamicModule, Global, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { type Database, openDatabase } from '#database';
import type { Config } from '#platform';
import { DATABASE } from './tokens.js';

/** Opens the database before the first request and closes it after the last. */
@Global()
@Module({})
export class DatabaseModule implements OnApplicationShutdown {
  constructor(@Inject(DATABASE) private readonly database: Database) {}

  static forRoot(config: Config): DynamicModule {
    return {
      module: DatabaseModule,
      providers: [{ provide: DATABASE, useFactory: () => openDatabase(config, { applicationName: 'costing api' }) }],
      exports: [DATABASE],
    };
  }

  onApplicationShutdown(): Promise<void> {
    return this.database.close();
  }
}
