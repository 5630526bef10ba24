import type { NatsConnection } from 'nats';

/** Makes a connection that reconnects for ever; throws a `CostingError` when the first attempt fails. */
export type ConnectNats = () => Promise<NatsConnection>;

/** What a broker may take to answer the last flush before its connection is cut. */
const DRAIN_MAX_MS = 1_000;

/** Ends subscriptions, sends what was published and closes; while the broker is away that is given up after a second. */
export async function drainConnection(connection: NatsConnection): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, DRAIN_MAX_MS)));
  try {
    await Promise.race([connection.drain(), late]);
  } catch {
    // Closed or draining already.
  } finally {
    clearTimeout(timer);
    await connection.close();
  }
}
