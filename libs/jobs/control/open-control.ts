import { connect } from 'nats';
import type { Config, Log, NatsConfig } from '#platform';
import { ControlClient } from './control-client.js';
import { type ControlLink, LEDGER_ONLY } from './control-link.js';
import { ControlServer } from './control-server.js';
import type { ConnectNats } from './nats-connection.js';

/**
 * The way to tell other processes about jobs; without NATS_URL it leads nowhere and the ledger has to do. `name` is
 * shown by the broker. Throws what connecting throws.
 */
export async function openControl(config: Config, log: Log, name: string): Promise<ControlLink> {
  if (config.nats === null) return LEDGER_ONLY;
  return new ControlClient(await connector(config.nats, log, `${name} control`)());
}

/** What a Nest microservice listens with, as its `strategy`; null without NATS_URL. */
export function controlServer(config: Config, log: Log, name: string): ControlServer | null {
  if (config.nats === null) return null;
  return new ControlServer(connector(config.nats, log, `${name} control server`), log);
}

function connector(nats: NatsConfig, _log: Log, name: string): ConnectNats {
  return () => connect({ servers: [...nats.servers], name, maxReconnectAttempts: -1, reconnectTimeWait: 500 });
}
