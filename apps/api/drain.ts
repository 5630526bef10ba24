import type { NestExpressApplication } from '@nestjs/platform-express';

/** A request that takes longer is cut off: whoever stops the API does not wait for it. */
const DRAIN_MAX_MS = 10_000;
const SWEEP_MS = 50;

/**
 * Takes no further connection, lets requests in work finish, closes the database. Node leaves a kept-alive
 * connection open for seconds after its last answer, so idle ones are closed again and again.
 */
export async function drain(app: NestExpressApplication): Promise<void> {
  const server = app.getHttpServer();
  const sweep = setInterval(() => server.closeIdleConnections(), SWEEP_MS);
  const cutOff = setTimeout(() => server.closeAllConnections(), DRAIN_MAX_MS);
  try {
    await app.close();
  } finally {
    clearInterval(sweep);
    clearTimeout(cutOff);
  }
}
