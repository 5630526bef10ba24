import type { Client, ClientBase, ClientConfig, Connection } from 'pg';
import { SessionClient } from './session-client.js';

export type { Client, ClientBase, ClientConfig, Pool } from 'pg';

/** A connection of the caller's own, named in `pg_stat_activity`; the caller ends it. */
export async function connectClient(connection: ClientConfig, applicationName: string): Promise<Client> {
  const client = new SessionClient({ ...connection, application_name: applicationName });
  await client.connect();
  return client;
}

/** Closes the socket without a farewell: the way out of a connection that is in the middle of a COPY. */
export function dropConnection(client: ClientBase): void {
  (client as ClientBase & { readonly connection: Connection }).connection.stream.destroy();
}
