import type { DynamicModule, INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { CustomStrategy } from '@nestjs/microservices';
import { controlServer } from '#jobs';
import type { Config, Log } from '#platform';
import { WorkerModule } from './worker.module.js';

/** As in the API: what goes wrong is thrown, and must not end the process from inside. */
const OPTIONS = { logger: false, abortOnError: false } as const;

/**
 * The worker's program: with NATS_URL a Nest microservice that hears control messages, else the same module alone. Its
 * loop does not run yet; `close` closes its connections. Throws what `openConnections` throws.
 */
export async function createWorker(
  config: Config,
  log: Log,
  module: DynamicModule = WorkerModule.forRoot(config, log),
): Promise<INestApplicationContext> {
  const strategy = controlServer(config, log, 'costing worker');
  if (!strategy) return NestFactory.createApplicationContext(module, OPTIONS);
  const app = await NestFactory.createMicroservice<CustomStrategy>(module, { ...OPTIONS, strategy });
  try {
    await app.listen();
    return app;
  } catch (error) {
    await app.close();
    throw error;
  }
}
