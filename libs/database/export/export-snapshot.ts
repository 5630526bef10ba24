import type { Client, ClientConfig } from 'pg';
import { connectClient, dropConnection } from '../connect-client.js';
import { withReaderSocket } from '../copy/reader-socket.js';
import { beginSharedSnapshot } from '../sql/session.js';

/**
 * Opens connections that read one REPEATABLE READ snapshot, and closes them after `work`: every row, name and date of
 * an export is of the moment at which it began. The server cannot clean up what is newer meanwhile, so an output that
 * does not go on has to be given up by its owner.
 */
export async function withExportSnapshot<T>(
  connection: ClientConfig,
  count: number,
  work: (clients: readonly Client[]) => Promise<T>,
): Promise<T> {
  const opening = Array.from({ length: count }, () => connectClient(withReaderSocket(connection), 'costing export'));
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
