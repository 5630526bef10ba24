import { Gauge } from 'prom-client';
import type { Database } from '#database';
import type { Log, Metrics } from '#platform';
import type { TaskTransport } from '../transport/task-transport.js';

/** Adds how full the pools of connections are; `pools`: by the name that the label shows. */
export function addPoolMetrics(metrics: Metrics, pools: Readonly<Record<string, Pick<Database, 'pool'>>>): void {
  const registers = [metrics.registry];
  const connections = new Gauge({
    name: 'costing_database_pool_connections',
    help: 'Open connections of a pool, by whether somebody uses them.',
    labelNames: ['pool', 'state'],
    registers,
  });
  const max = new Gauge({
    name: 'costing_database_pool_connections_max',
    help: 'Connections that a pool may open.',
    labelNames: ['pool'],
    registers,
  });
  const waiting = new Gauge({
    name: 'costing_database_pool_requests_waiting',
    help: 'Requests that wait for a connection of a pool.',
    labelNames: ['pool'],
    registers,
  });
  metrics.onScrape(() => {
    for (const [name, { pool }] of Object.entries(pools)) {
      connections.set({ pool: name, state: 'idle' }, pool.idleCount);
      connections.set({ pool: name, state: 'used' }, pool.totalCount - pool.idleCount);
      max.set({ pool: name }, pool.options.max);
      waiting.set({ pool: name }, pool.waitingCount);
    }
  });
}

/** Adds whether the broker is there, and how many announcements lie in its stream. Without a broker there is nothing to add. */
export function addTransportMetrics(metrics: Metrics, transport: TaskTransport, log: Log): void {
  if (transport.kind !== 'SHARED') return;
  const registers = [metrics.registry];
  const connected = new Gauge({
    name: 'costing_nats_up',
    help: 'Whether this process is connected to NATS and finds its stream there.',
    registers,
  });
  const waiting = new Gauge({
    name: 'costing_stream_tasks_waiting',
    help: 'Announcements of tasks in the stream that no worker has been given yet; absent while NATS is away.',
    registers,
  });
  metrics.onScrape(async () => {
    connected.set(transport.isConnected ? 1 : 0);
    try {
      const count = await transport.countWaiting();
      if (count === null) waiting.remove();
      else waiting.set(count);
    } catch (error) {
      waiting.remove();
      log.debug(`announcements could not be counted: ${(error as Error).message}`);
    }
  });
}
