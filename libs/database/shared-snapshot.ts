import type { Client, ClientConfig } from 'pg';
import { connectClient, dropConnection } from './connect-client.js';
import { withReaderSocket } from './copy/reader-socket.js';
import { beginSharedSnapshot } from './sql/session.js';

/**
 * Opens connections that read one REPEATABLE READ snapshot, and closes them after `work`: whatever they read is of the
 * moment at which it began. The server cannot clean up what is newer meanwhile, so `work` has to end.
 */
export async function withSharedSnapshot<T>(
  connection: ClientConfig,
  count: number,
  applicationName: string,
  work: (clients: readonly Client[]) => Promise<T>,
): Promise<T> {
  const opening = Array.from({ length: count }, () => connectClient(withReaderSocket(connection), applicationName));
  const clients: Client[] = [];
  try {
    for (const opened of await Promise.allSettled(opening)) {
      if (opened.status === 'fulfilled') clients.push(opened.value);
      else throw opened.reason;
    }
    let snapshot: string | null = null;
    for (const client of clients) snapshot = await beginSharedSnapshot(client, snapshot);
    const result = await work(clients);
    await Promise.all(clients.map((client) => client.end()));
    return result;
  } catch (error) {
    // A COPY that nobody reads any more would never end by itself.
    for (const client of clients) dropConnection(client);
    throw error;
  }
}
