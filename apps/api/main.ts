import type { NestExpressApplication } from '@nestjs/platform-express';
import { lastWords } from '#database';
import {
  type Config,
  CostingError,
  createLog,
  letGoOfParent,
  logFatal,
  logWarnings,
  onStop,
  readConfig,
} from '#platform';
import { createApi } from './create-api.js';
import { drain } from './drain.js';

const NAME = 'costing-api';
/** Connections that wait to be accepted; a crowd of them must not make others wait for the system to try again. */
const BACKLOG = 4_096;

/**
 * `main.js`: serves HTTP on HOST and PORT until SIGTERM, SIGINT or the end of the command that started it; requests in work
 * are finished first. Says where it listens: to its parent when it has one, else on stdout.
 */
async function main(): Promise<void> {
  const config = readConfig();
  const log = createLog(config.logLevel, NAME);
  logWarnings(log);
  const app = await createApi(config, log);
  let stopping: Promise<void> | null = null;
  const stop = (): void => void (stopping ??= drain(app).then(letGoOfParent));
  onStop(stop);
  if (stopping) return;
  try {
    const port = await listen(app, config.api);
    const { host } = config.api;
    const url = `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
    if (process.send) process.send({ listening: url });
    else process.stdout.write(`listening on ${url}\n`);
  } catch (error) {
    await app.close();
    throw error;
  }
}

/** Gives the port, which was chosen when `port` is 0. */
async function listen(app: NestExpressApplication, { host, port }: Config['api']): Promise<number> {
  try {
    // Nest hands all arguments on to Node, whose third one its types do not know.
    await app.listen(...([port, host, BACKLOG] as unknown as [number, string]));
    return (app.getHttpServer().address() as { port: number }).port;
  } catch (error) {
    const { code } = error as { code?: string };
    if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
      const message = `HOST=${host} is no address of this machine: use one of its own, 0.0.0.0 for all, or leave it out.`;
      throw new CostingError('HOST_UNKNOWN', message, { cause: error });
    }
    if (code !== 'EADDRINUSE' && code !== 'EACCES') throw error;
    const why = code === 'EACCES' ? 'may not be used by this user' : 'is taken by another program';
    const message = `Port ${port} on ${host} ${why}: set PORT to another one${code === 'EACCES' ? '' : ', or stop that program'}.`;
    throw new CostingError('PORT_TAKEN', message, { cause: error });
  }
}

main().catch((error: unknown) => {
  logFatal(createLog('fatal', NAME), lastWords(error));
  process.exitCode = 1;
  letGoOfParent();
});
