import type { Config, Log } from '#platform';
import { ANNOUNCEMENT_WAIT_SECONDS } from '../leases.js';
import { InProcessTransport } from './in-process-transport.js';
import { JetStreamTransport } from './jetstream-transport.js';
import type { TaskTransport } from './task-transport.js';

/**
 * How this process hears of tasks: by JetStream when `NATS_URL` is set, else within the process. `name` is the
 * connection's in the server's monitoring, e.g. `costing worker mill-7 (4711)`. Throws `CostingError` within 10 s when
 * NATS is not there or not as it must be.
 */
export async function openTaskTransport(
  { nats }: Pick<Config, 'nats'>,
  log: Log,
  name: string,
  ackWaitMs = ANNOUNCEMENT_WAIT_SECONDS * 1_000,
): Promise<TaskTransport> {
  if (nats === null) return new InProcessTransport(ackWaitMs);
  return JetStreamTransport.open({ nats, log, name, ackWaitMs });
}
