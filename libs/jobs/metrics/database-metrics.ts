import { Counter, Gauge } from 'prom-client';
import {
  type Database,
  type DiskFigures,
  type OperatingFigures,
  PENDING_COUNTED_MAX,
  readDiskFigures,
  readOperatingFigures,
  SchemaWatch,
} from '#database';
import type { Log, Metrics } from '#platform';
import { LEASE_SECONDS } from '../leases.js';

/** A database that does not answer must not make the scrape fail: what the process itself knows is still told. */
const ANSWER_MAX_MS = 2_000;
/** The size of a database is the sum of its files, which are thousands: it is asked for less often than the rest. */
const DISK_EVERY_MS = 60_000;

const STATUSES = ['PENDING', 'RUNNING', 'STAGED', 'COMPLETED', 'FAILED', 'CANCELLED', 'DISCARDED'] as const;

interface Sample {
  readonly labels?: Readonly<Record<string, string>>;
  readonly value: number;
}

interface DatabaseMetric {
  readonly name: string;
  readonly help: string;
  readonly labels?: readonly string[];
  /** None: the series is absent. */
  readonly samples: (figures: OperatingFigures) => readonly Sample[];
}

const one = (value: number): readonly Sample[] => [{ value }];
const byMode = (figures: OperatingFigures, value: (job: OperatingFigures['completed'][number]) => number): Sample[] =>
  figures.completed.map((job) => ({ labels: { mode: job.mode }, value: value(job) }));
const released = (
  figures: OperatingFigures,
  value: (shown: NonNullable<OperatingFigures['released']>) => number,
): readonly Sample[] => (figures.released ? one(value(figures.released)) : []);

/** Every replica reports these with the same values: rules and panels take `max`. */
const METRICS: readonly DatabaseMetric[] = [
  {
    name: 'costing_newest_job_number',
    help: 'Number of the newest job.',
    samples: ({ newestJob }) => (newestJob ? one(newestJob.jobNo) : []),
  },
  {
    name: 'costing_newest_job_status',
    help: 'Status of the newest job: 1 for the status that it has, 0 for the others.',
    labels: ['status'],
    samples: ({ newestJob }) =>
      newestJob ? STATUSES.map((status) => ({ labels: { status }, value: Number(newestJob.status === status) })) : [],
  },
  {
    name: 'costing_tasks',
    help: 'Tasks of the newest job by status.',
    labels: ['status'],
    samples: ({ tasks }) => Object.entries(tasks).map(([status, value]) => ({ labels: { status }, value })),
  },
  {
    name: 'costing_newest_job_attempts',
    help: 'Attempts that the tasks of the newest job have had so far.',
    samples: ({ attempts }) => one(attempts),
  },
  {
    name: 'costing_tasks_with_expired_lease',
    help: 'Running tasks of the newest job whose worker has let its lease run out.',
    samples: ({ expiredLeases }) => one(expiredLeases),
  },
  {
    name: 'costing_tasks_waiting',
    help: 'Tasks of the active job that a worker may claim, by the ledger.',
    samples: ({ waitingTasks }) => one(waitingTasks),
  },
  {
    name: 'costing_jobs_running',
    help: 'Jobs that are PENDING or RUNNING: 0 or 1.',
    samples: ({ jobsRunning }) => one(jobsRunning),
  },
  {
    name: 'costing_jobs_staged',
    help: 'Jobs that are STAGED: they wait to be released or discarded.',
    samples: ({ stagedJobs }) => one(stagedJobs),
  },
  {
    name: 'costing_jobs_staged_oldest_age_seconds',
    help: 'Time since the end of the STAGED job that has waited longest; 0 when no job is STAGED.',
    samples: ({ oldestStagedSeconds }) => one(oldestStagedSeconds),
  },
  {
    name: 'costing_pending_changes',
    help: `Changes of the catalogue that no job has processed, at most ${PENDING_COUNTED_MAX}.`,
    samples: ({ pendingChanges }) => one(pendingChanges),
  },
  {
    name: 'costing_pending_changes_oldest_age_seconds',
    help: 'Age of the oldest change that no job has processed; 0 when there is none.',
    samples: ({ oldestPendingSeconds }) => one(oldestPendingSeconds),
  },
  {
    name: 'costing_workers_live',
    help: 'Workers that renewed their registration within a lease.',
    samples: ({ liveWorkers }) => one(liveWorkers),
  },
  {
    name: 'costing_variants',
    help: "Variants in the catalogue, by the planner's statistics.",
    samples: ({ variants }) => one(variants),
  },
  {
    name: 'costing_released_generation',
    help: 'Number of the generation that readers see; absent before the first release.',
    samples: (figures) => released(figures, ({ generation }) => generation),
  },
  {
    name: 'costing_released_epoch',
    help: 'Counter of the moves of what readers see: releases, rollbacks and merges.',
    samples: (figures) => released(figures, ({ epoch }) => epoch),
  },
  {
    name: 'costing_released_age_seconds',
    help: 'Time since the figures that readers see changed last.',
    samples: (figures) => released(figures, ({ ageSeconds }) => ageSeconds),
  },
  {
    name: 'costing_released_failed_variants',
    help: 'Variants that failed in the job whose figures readers see: the last delta that was merged, or the full job.',
    samples: (figures) => released(figures, ({ failedVariants }) => failedVariants),
  },
  {
    name: 'costing_last_completed_job_number',
    help: 'Number of the last COMPLETED job of the mode.',
    labels: ['mode'],
    samples: (figures) => byMode(figures, ({ jobNo }) => jobNo),
  },
  {
    name: 'costing_last_completed_job_duration_seconds',
    help: 'Time that the last COMPLETED job of the mode took, from the first claim to its end.',
    labels: ['mode'],
    samples: (figures) => byMode(figures, ({ seconds }) => seconds),
  },
  {
    name: 'costing_last_completed_job_variants',
    help: 'Variants that the last COMPLETED job of the mode processed, the failed ones included.',
    labels: ['mode'],
    samples: (figures) => byMode(figures, ({ processed }) => processed),
  },
  {
    name: 'costing_last_completed_job_failed_variants',
    help: 'Variants that failed in the last COMPLETED job of the mode.',
    labels: ['mode'],
    samples: (figures) => byMode(figures, ({ failed }) => failed),
  },
  {
    name: 'costing_last_completed_job_age_seconds',
    help: 'Time since the end of the last COMPLETED job of the mode.',
    labels: ['mode'],
    samples: (figures) => byMode(figures, ({ ageSeconds }) => ageSeconds),
  },
];

/**
 * Adds what the database knows of jobs, tasks, changes and the released state. `database`: a pool of its own, so that a
 * scrape waits for no request. Without an answer within two seconds these series are absent and `costing_database_up` is 0.
 */
export function addDatabaseMetrics(
  metrics: Metrics,
  database: Pick<Database, 'pool' | 'freeDiskBytes'>,
  log: Log,
): void {
  const registers = [metrics.registry];
  const gauges = METRICS.map(({ name, help, labels = [], samples }) => {
    const gauge = new Gauge({ name, help, labelNames: [...labels], registers });
    return { gauge, samples };
  });
  const up = new Gauge({
    name: 'costing_database_up',
    help: 'Whether the database answered this process at the last scrape.',
    registers,
  });
  metrics.onScrape(async () => {
    let figures: OperatingFigures | null = null;
    try {
      figures = await inTime(readOperatingFigures(database.pool, LEASE_SECONDS));
    } catch (error) {
      log.debug(`the figures of the database could not be read: ${(error as Error).message}`);
    }
    up.set(figures ? 1 : 0);
    for (const { gauge, samples } of gauges) show(gauge, figures ? samples(figures) : []);
  });
  addDriftMetric(metrics, database);
  addDiskMetrics(metrics, database, log);
}

function addDriftMetric(metrics: Metrics, { pool }: Pick<Database, 'pool'>): void {
  const schema = new SchemaWatch(pool);
  const drift = new Gauge({
    name: 'costing_schema_drift_objects',
    help: 'Objects of the schema that differ from what the migrations made; compared every five minutes.',
    registers: [metrics.registry],
  });
  metrics.onScrape(async () => {
    const found = await inTime(schema.read()).catch(() => null);
    show(drift, found ? one(found.length) : []);
  });
}

/** Sets a gauge to these samples and no others. */
function show(gauge: Gauge, samples: readonly Sample[]): void {
  gauge.reset();
  // `reset` gives a gauge without labels the value 0, which would be a claim.
  if (samples.length === 0) gauge.remove({});
  for (const { labels = {}, value } of samples) gauge.set(labels, value);
}

function addDiskMetrics(metrics: Metrics, database: Pick<Database, 'pool' | 'freeDiskBytes'>, log: Log): void {
  const registers = [metrics.registry];
  const size = new Gauge({
    name: 'costing_database_size_bytes',
    help: 'Size of the database on disk; absent where the role may not see it.',
    registers,
  });
  const wal = new Gauge({
    name: 'costing_database_wal_size_bytes',
    help: "Size of the write-ahead log's files; absent where the role is no member of pg_monitor.",
    registers,
  });
  const free = new Gauge({
    name: 'costing_database_disk_free_bytes',
    help: 'Space left on the disk that holds the data; absent where the server is on another machine.',
    registers,
  });
  const written = new Counter({
    name: 'costing_database_wal_written_bytes_total',
    help: 'Bytes written to the write-ahead log since the database cluster was made.',
    registers,
  });
  let askedAt: number | null = null;
  metrics.onScrape(async () => {
    if (askedAt !== null && performance.now() - askedAt < DISK_EVERY_MS) return;
    let figures: DiskFigures | null = null;
    let freeBytes: number | null = null;
    try {
      [figures, freeBytes] = await inTime(Promise.all([readDiskFigures(database.pool), database.freeDiskBytes()]));
      askedAt = performance.now();
    } catch (error) {
      log.debug(`the sizes of the database could not be read: ${(error as Error).message}`);
    }
    const samples = (bytes: number | null): readonly Sample[] => (bytes === null ? [] : one(bytes));
    show(size, samples(figures?.databaseBytes ?? null));
    show(wal, samples(figures?.walBytes ?? null));
    show(free, samples(freeBytes));
    written.reset();
    if (figures) written.inc(figures.walWrittenBytes);
    else written.remove();
  });
}

async function inTime<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('no answer in time')), ANSWER_MAX_MS);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
    // Reported once, by the race.
    work.catch(() => undefined);
  }
}
