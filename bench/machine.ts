import { statfs } from 'node:fs/promises';
import { availableParallelism, cpus, release, totalmem, type } from 'node:os';
import type { Client } from '#database';

/** What a figure depends on, and which a reader of it cannot guess. */
const SERVER_SETTINGS = [
  'checkpoint_timeout',
  'effective_cache_size',
  'fsync',
  'full_page_writes',
  'jit',
  'maintenance_work_mem',
  'max_parallel_maintenance_workers',
  'max_parallel_workers_per_gather',
  'max_wal_size',
  'random_page_cost',
  'shared_buffers',
  'synchronous_commit',
  'wal_compression',
  'wal_level',
  'work_mem',
];

/** The machine that gave the figures. */
export async function describeMachine(client: Client, folder: string): Promise<Record<string, unknown>> {
  const { rows } = await client.query<{ version: string }>(`SELECT current_setting('server_version') AS version`);
  const disk = await statfs(folder);
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memory_mb: Math.round(totalmem() / 1024 / 1024),
    disk_mb: Math.round((disk.blocks * disk.bsize) / 1024 / 1024),
    system: `${type()} ${release()}`,
    node: process.versions.node,
    postgresql: rows[0]!.version,
  };
}

/** The server's settings as it has them in force. */
export async function readServerSettings(client: Client): Promise<Record<string, string>> {
  const { rows } = await client.query<{ name: string; value: string }>({
    text: `SELECT name, current_setting(name) AS value FROM pg_settings WHERE name = ANY ($1) ORDER BY name`,
    values: [SERVER_SETTINGS],
  });
  return Object.fromEntries(rows.map(({ name, value }) => [name, value]));
}
