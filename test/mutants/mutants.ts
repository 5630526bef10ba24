/** One deliberate bug: what is replaced where, and the test that must fail then. */
export interface Mutant {
  readonly name: string;
  readonly edits: readonly { readonly file: string; readonly find: string; readonly replace: string }[];
  readonly caughtBy: string;
}

const SIMULATION = 'test/simulation/simulation.spec.ts';
const MODEL = 'test/medium/ledger-model.spec.ts';
const FENCED = 'test/medium/fenced-attempt.spec.ts';
const WATCH = 'test/medium/watch.spec.ts';
const WATCH_RULES = 'libs/jobs/watch-rules.spec.ts';
const CLAIMS = 'apps/worker/claim-source.spec.ts';

const TASKS = 'libs/database/sql/tasks.ts';
const RECONCILE = 'libs/database/sql/reconcile.ts';
const LOOP = 'apps/worker/worker-loop.ts';
const KEEPER = 'apps/worker/lease-keeper.ts';
const SOURCE = 'apps/worker/claim-source.ts';
const FINISH = 'libs/jobs/finish-job.ts';

const mutant = (name: string, caughtBy: string, file: string, find: string, replace: string): Mutant => ({
  name,
  edits: [{ file, find, replace }],
  caughtBy,
});

/** In the statements: PostgreSQL and the model then disagree. */
const IN_STATEMENTS: readonly Mutant[] = [
  mutant(
    'finishing asks for no attempt',
    MODEL,
    TASKS,
    "AND attempt = $3 AND status = 'RUNNING' AND worker = $10",
    "AND $3::integer IS NOT NULL AND status = 'RUNNING' AND worker = $10",
  ),
  mutant('finishing asks for no worker', MODEL, TASKS, 'AND worker = $10\n', 'AND $10::text IS NOT NULL\n'),
  mutant(
    'finishing does not ask whether the job has ended',
    MODEL,
    TASKS,
    "j.id = $1 AND j.status IN ('PENDING', 'RUNNING'))`",
    'j.id = $1)`',
  ),
  mutant(
    'a renewal revives a lost lease',
    MODEL,
    TASKS,
    "t.partition_no = w.partition_no AND t.attempt = w.attempt\n                AND t.worker = w.worker AND t.status = 'RUNNING')",
    "t.partition_no = w.partition_no AND t.status = 'RUNNING')",
  ),
  mutant(
    'a claim does not raise the attempt',
    MODEL,
    TASKS,
    "SET status = 'RUNNING', attempt = t.attempt + 1",
    "SET status = 'RUNNING', attempt = greatest(t.attempt, 1)",
  ),
  mutant(
    'a claim ignores that the lease lasts',
    MODEL,
    TASKS,
    '(t.lease_until < clock_timestamp()\n',
    '(t.lease_until IS NOT NULL\n',
  ),
  mutant(
    'a claim ignores that the worker has no session',
    MODEL,
    TASKS,
    'OR NOT EXISTS (SELECT FROM pg_stat_activity a',
    'OR false AND NOT EXISTS (SELECT FROM pg_stat_activity a',
  ),
  mutant(
    'a death is not counted',
    MODEL,
    TASKS,
    'failures = t.failures + c.death, worker = $1',
    'failures = t.failures, worker = $1',
  ),
  mutant(
    "the server's restart counts as a death",
    MODEL,
    TASKS,
    'CASE WHEN pg_postmaster_start_time() > t.started_at THEN 0 ELSE 1 END',
    '1',
  ),
  mutant(
    'a retry begins what is done anew',
    MODEL,
    TASKS,
    "WHERE job_id = $1 AND status <> 'DONE'`",
    'WHERE job_id = $1`',
  ),
  mutant(
    "the reconciler's term never ends",
    MODEL,
    RECONCILE,
    'WHERE worker = $1 OR term_until < clock_timestamp()',
    'WHERE worker = $1 OR worker IS NULL',
  ),
  mutant(
    'a failed task is told of once only',
    MODEL,
    RECONCILE,
    "(t.status = 'FAILED'\n                           OR t.status",
    '(t.status',
  ),
];

/** In what a worker, the reconciler and the end of a job do. */
const IN_CODE: readonly Mutant[] = [
  mutant(
    'an announcement is acknowledged before the commit',
    SIMULATION,
    LOOP,
    'this.running.set(lane, work);',
    'this.running.set(lane, work);\n    delivery?.ack();',
  ),
  mutant('every give-back counts as a failure', SIMULATION, LOOP, "counts: fault.cause === 'TASK' }", 'counts: true }'),
  mutant(
    'a drain forgets to give back',
    SIMULATION,
    LOOP,
    "await Promise.all(this.parts.lanes.map((lane) => lane.stop('STOPPED', 'the worker stops')));",
    '',
  ),
  mutant(
    'a lease is judged by the local clock',
    SIMULATION,
    KEEPER,
    'if (lost.some((other) => isSame(other, work.task))) {',
    'if (lost.length > 99 || this.parts.clock.now() - work.since > LEASE_SECONDS * 1000) {',
  ),
  mutant(
    'a lost lane goes on',
    SIMULATION,
    KEEPER,
    "await lane.stop('LOST', 'the task is another’s, or its job has ended');",
    '',
  ),
  mutant(
    'all attempts at a lost partition are stopped',
    SIMULATION,
    KEEPER,
    'a.jobId === b.jobId && a.partitionNo === b.partitionNo && a.attempt === b.attempt;',
    'a.jobId === b.jobId && a.partitionNo === b.partitionNo;',
  ),
  mutant(
    'the reconciler announces nothing',
    SIMULATION,
    'apps/worker/reconcile.ts',
    'if (transport.isConnected) await transport.announce(await ledger.claimable());',
    '',
  ),
  {
    name: 'nobody looks into the ledger by himself',
    edits: [
      {
        file: SOURCE,
        find: 'if (!this.looking && clock.now() - this.lookedAt < LEDGER_POLL_MS) return null;',
        replace: 'if (!this.looking) return null;',
      },
      { file: LOOP, find: 'this.source.poll();', replace: '' },
    ],
    caughtBy: SIMULATION,
  },
  mutant(
    'arrivals put the look into the ledger off',
    CLAIMS,
    SOURCE,
    'if (!this.looking && clock.now() - this.lookedAt < LEDGER_POLL_MS) return null;',
    'if (!this.looking) return null;',
  ),
  mutant(
    'a late arrival is swallowed',
    SIMULATION,
    SOURCE,
    '!this.host.hasIdleLane()) return delivery.giveBack(0);',
    '!this.host.hasIdleLane()) return;',
  ),
  mutant('cancelling does not fence', SIMULATION, 'libs/jobs/end-job.ts', 'await fenceTasks(client, jobId);', ''),
  mutant(
    'the count is not checked at the release',
    SIMULATION,
    FINISH,
    'if (stored[key] === expected[key]) continue;',
    'if (stored[key] >= 0n) continue;',
  ),
  mutant(
    'a failed job is taken up again though a later one is shown',
    'test/medium/release-order.spec.ts',
    'libs/jobs/retry-job.ts',
    'await assertMayBeRetried(client, job);',
    '',
  ),
  mutant(
    'a job that ends late is released over a later one',
    'test/medium/release-order.spec.ts',
    FINISH,
    '(await lateEnd(client, staged))',
    '((await lateEnd(client, staged)) && null)',
  ),
  mutant(
    'a job ends with an unfinished task',
    SIMULATION,
    FINISH,
    'if ((await readTaskTotals(client, jobId)).unfinished > 0) return null;',
    '',
  ),
  mutant(
    'a job whose beginning was forgotten cannot end',
    SIMULATION,
    FINISH,
    "if (status !== 'RUNNING' && status !== 'PENDING') return null;",
    "if (status !== 'RUNNING') return null;",
  ),
  mutant(
    'a rollback does not suspend the watch',
    WATCH,
    'libs/jobs/release-job.ts',
    "await suspendWatch(client, 'ROLLBACK', previousGeneration);",
    '',
  ),
  mutant(
    'an operator is refused beside the watch',
    WATCH,
    'libs/jobs/ahead-of-watch.ts',
    "if (active.requestedBy === 'WATCH') {",
    "if (active.requestedBy === 'WATCH' && active.jobNo < 0) {",
  ),
  mutant(
    'own values do not suspend the watch',
    WATCH_RULES,
    'libs/jobs/watch-rules.ts',
    "return 'OWN_VALUES';",
    'return null;',
  ),
  mutant(
    'a job that ends after midnight suspends the watch',
    WATCH_RULES,
    'libs/jobs/watch-rules.ts',
    'today === null ? !job.isAsOfToday : job.asOf !== today',
    'job.asOf !== today',
  ),
  mutant(
    'the job of a living command is taken for abandoned',
    'test/medium/abandoned-job.spec.ts',
    'libs/jobs/abandoned-job.ts',
    'if (await hasSession(pool, job.command)) return false;',
    '',
  ),
  mutant(
    'a leaf gets its name before the fence',
    FENCED,
    'apps/worker/recalculate-partition.ts',
    'if (!(await finishTask(writer, task, result))) {',
    'await nameLeaf(writer, { ...task });\n  if (!(await finishTask(writer, task, result))) {',
  ),
];

/** The tests tested: bugs that somebody could make, each of which some test must catch. */
export const MUTANTS: readonly Mutant[] = [...IN_STATEMENTS, ...IN_CODE];
