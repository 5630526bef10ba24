import { type Database, hasLiveWorkers, type Job, listUncoveredPartitions } from '#database';
import { LEASE_SECONDS } from './leases.js';
import { describeWatch } from './watch-document.js';

/**
 * Why an active job cannot go on by itself: no worker is connected, or none that may take what waits. Of one that has ended:
 * that the watch is suspended or stopped because of it. null: neither.
 */
export async function jobNotice(
  database: Pick<Database, 'pool'>,
  job: Pick<Job, 'jobId' | 'jobNo' | 'status'>,
): Promise<string | null> {
  if (job.status !== 'PENDING' && job.status !== 'RUNNING') {
    const { job_no, message } = await describeWatch(database);
    return job_no === job.jobNo ? message : null;
  }
  const uncovered = await listUncoveredPartitions(database.pool, job.jobId, LEASE_SECONDS);
  if (uncovered.length === 0) return null;
  if (!(await hasLiveWorkers(database.pool, LEASE_SECONDS))) {
    return 'No worker is connected: `costing worker` starts one.';
  }
  return (
    `No connected worker may take partitions ${ranges(uncovered)}: start one whose PARTITION_START and PARTITION_END ` +
    'include them, or one without.'
  );
}

/** `0-15, 40, 48-63` */
export function ranges(partitions: readonly number[]): string {
  const runs: [number, number][] = [];
  for (const n of partitions) {
    const run = runs.at(-1);
    if (run && run[1] === n - 1) run[1] = n;
    else runs.push([n, n]);
  }
  return runs.map(([from, to]) => (from === to ? String(from) : `${from}-${to}`)).join(', ');
}
