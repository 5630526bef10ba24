import type { Config, Log } from '#platform';
import { connectNats } from '../transport/connect-nats.js';
import { ControlClient } from './control-client.js';
import { type ControlLink, LEDGER_ONLY } from './control-link.js';
import { ControlServer } from './control-server.js';

/**
 * The way to tell other processes about jobs; without NATS_URL it leads nowhere and the ledger has to do. `name` is
 * shown by the broker. Throws what connecting throws.
 */
export async function openControl(config: Config, log: Log, name: string): Promise<ControlLink> {
  if (config.nats === null) return LEDGER_ONLY;
  return new ControlClient(await connectNats(config.nats, log, `${name} control`));
}

/** What a Nest microservice listens with, as its `strategy`; null without NATS_URL. */
export function controlServer(config: Config, log: Log, name: string): ControlServer | null {
  const { nats } = config;
  return nats && new ControlServer(() => connectNats(nats, log, `${name} control server`), log);
}
