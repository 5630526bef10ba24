import type { NestExpressApplication } from '@nestjs/platform-express';
import { type Database, lastWords } from '#database';
import { type HealthPort, openHealthPort } from '#health';
import type { TaskTransport } from '#jobs';
import {
  type Config,
  createLog,
  letGoOfParent,
  listenError,
  type Log,
  logFatal,
  logUncaught,
  logWarnings,
  Metrics,
  onStop,
  readConfig,
  ServiceState,
  type StopCause,
  VERSION,
} from '#platform';
import { createApi, startApi } from './create-api.js';
import { drain } from './drain.js';
import { DATABASE_PROBES, TRANSPORT } from './tokens.js';

const NAME = 'costing-api';
/** Connections that wait to be accepted; a crowd of them must not make others wait for the system to try again. */
const BACKLOG = 4_096;

/**
 * `main.js`: serves HTTP on HOST and PORT until SIGTERM, SIGINT or the end of the command that started it; requests in work
 * are finished first, and after SIGTERM further ones accepted for DRAIN_ACCEPT_SECONDS. Says where it listens: to its parent
 * when it has one, else on stdout. With START_WAIT that is before the database is there.
 */
async function main(): Promise<void> {
  const config = readConfig();
  const log = createLog(config.logLevel, NAME);
  logWarnings(log);
  logUncaught(log, () => process.exit(1));
  const fail = (error: unknown): void => {
    process.exitCode = 1;
    logFatal(log, lastWords(error));
    stop('SIGINT');
  };
  const app = await createApi(config, log, fail);
  let healthPort: HealthPort | null = null;
  let stopping: Promise<void> | null = null;
  const hurry = new AbortController();
  const stop = (cause: StopCause): void => {
    // Only SIGTERM comes from somebody who sends requests elsewhere first; a second signal does not wait either.
    if (cause !== 'SIGTERM' || stopping) hurry.abort();
    stopping ??= drain(app, { acceptSeconds: config.drainAcceptSeconds, signal: hurry.signal })
      .then(() => healthPort?.close())
      .then(letGoOfParent);
  };
  onStop(stop);
  if (stopping) return;
  try {
    const url = await listen(app, config.api);
    healthPort = await openOwnHealthPort(app, config, log);
    if (process.send) process.send({ listening: url });
    else process.stdout.write(`listening on ${url}\n`);
    if (config.startWait) await startApi(app, fail);
  } catch (error) {
    if (stopping) return;
    await app.close();
    await healthPort?.close();
    throw error;
  }
}

/** Probes and metrics without keys, for clusters whose own port is for clients; only where HEALTH_PORT is set. */
async function openOwnHealthPort(app: NestExpressApplication, config: Config, log: Log): Promise<HealthPort | null> {
  if (!config.health.isPortSet) return null;
  const state = app.get(ServiceState);
  const parts = {
    state,
    database: app.get<Database>(DATABASE_PROBES),
    transport: app.get<TaskTransport>(TRANSPORT),
    version: VERSION,
    metrics: app.get(Metrics),
  };
  return openHealthPort(config.health, parts, log);
}

/** Gives the address, whose port was chosen when `port` is 0. Throws `CostingError` HOST_UNKNOWN or PORT_TAKEN. */
async function listen(app: NestExpressApplication, { host, port }: Config['api']): Promise<string> {
  try {
    // Nest hands all arguments on to Node, whose third one its types do not know.
    await app.listen(...([port, host, BACKLOG] as unknown as [number, string]));
  } catch (error) {
    throw listenError(error, { host, port, hostSetting: 'HOST', portSetting: 'PORT' });
  }
  const { port: bound } = app.getHttpServer().address() as { port: number };
  return `http://${host.includes(':') ? `[${host}]` : host}:${bound}`;
}

main().catch((error: unknown) => {
  logFatal(createLog('fatal', NAME), lastWords(error));
  process.exitCode = 1;
  letGoOfParent();
});
