import type { NestExpressApplication } from '@nestjs/platform-express';
import { setTimeout as sleep } from 'node:timers/promises';
import { ServiceState } from '#platform';

/** A request that takes longer after the last one was accepted is cut off: whoever stops the API does not wait for it. */
const FINISH_MAX_MS = 10_000;
const SWEEP_MS = 50;

export interface DrainOptions {
  /** For so long requests are accepted while probes already say that this API is not ready. */
  readonly acceptSeconds: number;
  /** Aborted: accepts no longer. */
  readonly signal: AbortSignal;
}

/**
 * Turns unready, accepts requests until load balancers send them elsewhere, then takes no further connection, ends event
 * streams, lets requests in work finish and closes the database. Node leaves a kept-alive connection open for seconds after
 * its last answer, so idle ones are closed again and again.
 */
export async function drain(app: NestExpressApplication, { acceptSeconds, signal }: DrainOptions): Promise<void> {
  const state = app.get(ServiceState);
  state.drain();
  // Before its start no request was accepted.
  if (state.isStarted) await sleep(acceptSeconds * 1_000, undefined, { signal }).catch(() => undefined);
  const server = app.getHttpServer();
  const sweep = setInterval(() => server.closeIdleConnections(), SWEEP_MS);
  const cutOff = setTimeout(() => server.closeAllConnections(), FINISH_MAX_MS);
  try {
    await app.close();
  } finally {
    clearInterval(sweep);
    clearTimeout(cutOff);
  }
}
