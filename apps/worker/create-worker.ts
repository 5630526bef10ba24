import type { DynamicModule, INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { CustomStrategy } from '@nestjs/microservices';
import { controlServer } from '#jobs';
import type { Config, Log } from '#platform';

/** As in the API: what goes wrong is thrown, and must not end the process from inside. */
const OPTIONS = { logger: false, abortOnError: false } as const;

/** The worker's module as a Nest application. */
export interface WorkerApp {
  readonly app: INestApplicationContext;
  /** Begins to receive control messages; nothing without NATS_URL. Throws what connecting throws, and may be called again. */
  listen(): Promise<void>;
}

/** With NATS_URL a Nest microservice that receives control messages, else the same module alone. Its loop does not run yet. */
export async function createWorker(config: Config, log: Log, module: DynamicModule): Promise<WorkerApp> {
  const strategy = controlServer(config, log, 'costing worker');
  if (!strategy) {
    return { app: await NestFactory.createApplicationContext(module, OPTIONS), listen: () => Promise.resolve() };
  }
  const app = await NestFactory.createMicroservice<CustomStrategy>(module, { ...OPTIONS, strategy });
  return { app, listen: () => app.listen() };
}
