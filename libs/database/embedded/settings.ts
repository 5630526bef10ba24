import { statfs } from 'node:fs/promises';
import { totalmem } from 'node:os';

const MB = 1024 ** 2;
const GB = 1024 ** 3;

/** What the settings depend on. */
export interface Machine {
  readonly memoryBytes: number;
  /** Size of the disk that holds the data. */
  readonly diskBytes: number;
  /** Size of the file system for POSIX shared memory; null where there is none to look at. */
  readonly sharedMemoryBytes: number | null;
}

/** A container's memory limit counts when it is below the machine's memory. */
export async function readMachine(folder: string): Promise<Machine> {
  const limit = process.constrainedMemory();
  const disk = await statfs(folder);
  const shm = await statfs('/dev/shm').catch(() => null);
  return {
    memoryBytes: limit > 0 ? Math.min(limit, totalmem()) : totalmem(),
    diskBytes: disk.blocks * disk.bsize,
    sharedMemoryBytes: shm && shm.blocks * shm.bsize,
  };
}

function between(value: number, min: number, max: number): number {
  return Math.min(Math.max(value, min), max);
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / MB)}MB`;
}

/**
 * The server's settings for a machine, each with its reason. Durability is never traded: no power cut loses a commit.
 */
export function tunedSettings({ memoryBytes, diskBytes, sharedMemoryBytes }: Machine): Record<string, string> {
  return {
    // No network: whoever may enter the private data folder may connect, nobody else can.
    listen_addresses: "''",
    unix_socket_directories: "'.'",
    unix_socket_permissions: '0700',
    // 64 lanes hold two connections each at most; a backend costs memory and snapshots, so not more.
    max_connections: '150',
    // A statement over all partitions locks 64 leaves and their keys, a job's end several generations of them.
    max_locks_per_transaction: '256',

    // A quarter of the memory for PostgreSQL's own cache, the usual share, as the system's page cache works too. Above
    // 4 GB it stops paying: a full run streams every page once, through small ring buffers.
    shared_buffers: megabytes(between(memoryBytes / 4, 128 * MB, 4 * GB)),
    // What the planner may suppose to be cached here or by the system.
    effective_cache_size: megabytes(between(memoryBytes * 0.6, 256 * MB, 64 * GB)),
    // Building the key of a leaf of 4 M rows (250 M in 64) sorts 150 MB: in memory. Each lane takes this much.
    maintenance_work_mem: megabytes(between(memoryBytes / 32, 64 * MB, 512 * MB)),
    // Autovacuum would take the above three times over.
    autovacuum_work_mem: '64MB',
    // Sorts and hashes of a delta's predicate; a statement may take it several times.
    work_mem: megabytes(between(memoryBytes / 512, 8 * MB, 64 * MB)),
    // A container gives 64 MB of /dev/shm by default; a parallel hash join then fails with "no space left on device".
    dynamic_shared_memory_type: sharedMemoryBytes !== null && sharedMemoryBytes < GB ? 'sysv' : 'posix',

    // COPY and key of a table made in the same transaction then skip the log: 150 MB of it become 0.2 MB (design,
    // section 2). No replica or archive is fed from here, so nothing else needs it.
    wal_level: 'minimal',
    max_wal_senders: '0',
    // With pglz a key built over new rows takes twice as long.
    wal_compression: 'off',
    // Checkpoints by time, not in the middle of a bulk load; at most a twentieth of the disk.
    max_wal_size: megabytes(between(diskBytes / 20, 256 * MB, 4 * GB)),
    checkpoint_timeout: '30min',
    // PostgreSQL's defaults, written down because everything promised after a crash rests on them.
    fsync: 'on',
    full_page_writes: 'on',
    synchronous_commit: 'on',
    // Before a recovery all files are flushed: at once rather than one by one, thousands with 64 partitions a
    // generation.
    recovery_init_sync_method: process.platform === 'linux' ? 'syncfs' : 'fsync',

    // Statements here are either tiny or COPY; compiling a plan over 64 partitions costs more than it saves.
    jit: 'off',
    // SSDs, and pages that mostly are in memory.
    random_page_cost: '1.1',

    // A killed worker's COPY or key build ends within a second and gives back its locks.
    client_connection_check_interval: "'1s'",
    // A process that hangs within a transaction must not hold back vacuum for ever. Our longest pause is a lane's
    // computing.
    idle_in_transaction_session_timeout: "'30min'",

    timezone: "'UTC'",
    log_timezone: "'UTC'",
    datestyle: "'iso, mdy'",
    lc_messages: "'C'",
    default_text_search_config: "'pg_catalog.simple'",
    // Standard error goes to postgres.log, whose size the application bounds.
    logging_collector: 'off',
    log_line_prefix: "'%m [%p] %a '",
    log_lock_waits: 'on',
    // For the log of an error the server would print the parameters of every statement beforehand, the arrays that a
    // delta's task ends with as a whole: 2 ms for 3,000 rows.
    log_parameter_max_length_on_error: '0',
  };
}

/** The text of `postgresql.conf`. */
export function settingsFile(settings: Readonly<Record<string, string>>): string {
  const lines = Object.entries(settings).map(([name, value]) => `${name} = ${value}`);
  const head = '# Written at every start by the Textile Costing Engine; settings of your own: ALTER SYSTEM SET …';
  return `${[head, ...lines].join('\n')}\n`;
}
