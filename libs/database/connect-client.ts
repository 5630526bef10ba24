import { Client, type ClientBase, type ClientConfig, type Connection } from 'pg';

export type { Client, ClientBase, ClientConfig, Pool } from 'pg';

/** A connection of the caller's own, named in `pg_stat_activity`; the caller ends it. */
export async function connectClient(connection: ClientConfig, applicationName: string): Promise<Client> {
  const client = new Client({ ...connection, application_name: applicationName });
  // A lost connection fails the query that runs or comes next; as an event it would end the process.
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

/** Closes the socket without a farewell: the way out of a connection that is in the middle of a COPY. */
export function dropConnection(client: ClientBase): void {
  (client as ClientBase & { readonly connection: Connection }).connection.stream.destroy();
}
