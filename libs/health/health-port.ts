import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { AddressInfo } from 'node:net';
import { type Config, isPortTaken, listenError, type Log } from '#platform';
import { HealthPortModule } from './health-port.module.js';
import type { HealthPortParts } from './health-types.js';
import { HealthService } from './health.service.js';

/** A slow or idle client must not hold connections of a port that probes need. */
const REQUEST_MAX_MS = 5_000;
const CONNECTIONS_MAX = 100;

/** The listener of `HEALTH_HOST` and `HEALTH_PORT`. */
export interface HealthPort {
  /** `http://127.0.0.1:3001` */
  readonly url: string;
  /** To contribute to the summary. */
  readonly health: HealthService;
  close(): Promise<void>;
}

/**
 * Answers probes, and scrapes at `/metrics`, on a port of their own, from the event loop of this process: when that is blocked they get no answer.
 * null: the default port is taken, and a warning is logged. Throws `CostingError` PORT_TAKEN where HEALTH_PORT is set.
 */
export async function openHealthPort(
  { port, isPortSet, host }: Config['health'],
  parts: HealthPortParts,
  log: Pick<Log, 'info' | 'warn'>,
): Promise<HealthPort | null> {
  const app = await NestFactory.create<NestExpressApplication>(HealthPortModule.forRoot(parts), {
    logger: false,
    abortOnError: false,
    bodyParser: false,
    forceCloseConnections: true,
  });
  app.disable('x-powered-by');
  app.disable('etag');
  const server = app.getHttpServer();
  Object.assign(server, { requestTimeout: REQUEST_MAX_MS, maxConnections: CONNECTIONS_MAX });
  try {
    await app.listen(port, host);
  } catch (error) {
    await app.close();
    const reason = listenError(error, { host, port, hostSetting: 'HEALTH_HOST', portSetting: 'HEALTH_PORT' });
    if (isPortSet || !isPortTaken(error)) throw reason;
    log.warn(`${(reason as Error).message} This program answers no probes.`);
    return null;
  }
  const { address, port: bound, family } = server.address() as AddressInfo;
  const url = `http://${family === 'IPv6' ? `[${address}]` : address}:${bound}`;
  log.info(`health is answered on ${url}/health`);
  return { url, health: app.get(HealthService), close: () => app.close() };
}
