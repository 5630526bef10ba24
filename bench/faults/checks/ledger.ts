import type { Client } from '#database';

const HEARTBEAT_MAX_SECONDS = 60;
const LEASE_SECONDS = 15;

/** That there is one job with the key and one only since `jobsBefore`, all of its tasks are done, and no lease is dead. */
export async function checkLedger(client: Client, key: string, jobsBefore: number): Promise<string[]> {
  const faults: string[] = [];
  const { rows: jobs } = await client.query<{ job_no: number; status: string; error: string; mine: boolean }>(
    `SELECT job_no, status, error, coalesce(idempotency_key = $1, false) AS mine FROM recalculation_jobs
      ORDER BY created_at OFFSET $2`,
    [key, jobsBefore],
  );
  if (jobs.length !== 1 || !jobs[0]?.mine) faults.push(`${jobs.length} jobs were made instead of one`);
  for (const { job_no, status, error } of jobs) {
    if (status !== 'COMPLETED') faults.push(`job ${job_no} is ${status}: ${error}`);
  }
  const { rows: tasks } = await client.query<{ sentence: string }>(
    `SELECT format('task %s/%s is %s, attempt %s, worker %s, lease until %s: %s', j.job_no, t.partition_no, t.status,
                   t.attempt, t.worker, t.lease_until, t.error) AS sentence
       FROM recalculation_tasks t JOIN recalculation_jobs j ON j.id = t.job_id
      WHERE j.idempotency_key = $1 AND t.status <> 'DONE'
         OR t.lease_until < clock_timestamp() - make_interval(secs => $2)
      ORDER BY j.job_no, t.partition_no LIMIT 5`,
    [key, HEARTBEAT_MAX_SECONDS - LEASE_SECONDS],
  );
  return [...faults, ...tasks.map(({ sentence }) => sentence)];
}
