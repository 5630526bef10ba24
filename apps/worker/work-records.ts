import { Counter, Gauge, Histogram } from 'prom-client';
import { type Database, type JobMode, type JobOrigin, readJob, readJobOrigin } from '#database';
import type { Log, Metrics, Tracing } from '#platform';
import type { LaneReport } from './lane-messages.js';
import { logFields, nameOf, type Work, type WorkObserver } from './worker-parts.js';

/** A task of a delta takes milliseconds, one of a quarter of a billion variants a minute. */
const TASK_SECONDS = [0.005, 0.025, 0.1, 0.5, 1, 2.5, 5, 10, 30, 60, 300];

/** What the lanes are doing, asked at each scrape. */
export interface LaneCounts {
  readonly lanes: number;
  readonly busy: number;
}

/**
 * Keeps account of what one worker does: counters for Prometheus, a line of the log for each task and job, and spans.
 * The counters of all workers add up to the figures of the jobs.
 */
export class WorkRecords implements WorkObserver {
  private readonly metrics: WorkMetrics;

  constructor(
    metrics: Metrics,
    private readonly tracing: Tracing,
    private readonly database: Pick<Database, 'pool'>,
    private readonly log: Pick<Log, 'info' | 'debug'>,
    lanes: () => LaneCounts,
  ) {
    this.metrics = workMetrics(metrics, lanes);
  }

  ended(work: Work, report: LaneReport): void {
    const { mode } = work.inputs.origin;
    const outcome = report.outcome === 'FAULT' ? report.cause : report.outcome;
    this.metrics.attempts.inc({ mode, outcome });
    if (report.outcome !== 'DONE') return;
    const { processed, failed, phases } = report.work;
    this.metrics.variants.inc({ mode }, processed);
    this.metrics.failed.inc({ mode }, failed);
    for (const { name, seconds, rows } of phases) this.addPhase(mode, name, seconds, rows);
    const seconds = phases.reduce((sum, phase) => sum + phase.seconds, 0);
    this.metrics.taskSeconds.observe({ mode }, seconds);
    this.traceTask(work, report);
    // A delta has tasks of a few milliseconds, many times a second.
    const level = mode === 'FULL' ? 'info' : 'debug';
    const fields = { ...logFields(work), processed, failed, seconds: Number(seconds.toFixed(3)) };
    this.log[level](fields, `task ${nameOf(work.task)} is done`);
  }

  rejected(work: Work): void {
    this.metrics.rejected.inc({ mode: work.inputs.origin.mode });
  }

  async jobEnded(jobId: string, startedAt: number): Promise<void> {
    const endedAt = Date.now();
    try {
      const job = (await readJob(this.database.pool, { jobId }))!;
      const origin = await readJobOrigin(this.database.pool, jobId);
      const { mode, requestId } = origin;
      const { jobNo, status, processed, failed, seconds } = job;
      this.metrics.jobs.inc({ mode, status });
      this.addPhase(mode, 'finish', (endedAt - startedAt) / 1_000, processed);
      this.traceJobEnd(origin, { jobNo, status, startedAt, endedAt });
      const fields = { job: jobNo, status, ...(requestId && { request_id: requestId }), processed, failed, seconds };
      this.log.info(fields, `job ${jobNo} is ${status}${job.error === null ? '' : `: ${job.error}`}`);
    } catch (error) {
      this.log.debug({ job_id: jobId }, `the end of a job could not be recorded: ${(error as Error).message}`);
    }
  }

  private addPhase(mode: JobMode, phase: string, seconds: number, rows: number): void {
    this.metrics.phaseSeconds.inc({ mode, phase }, Math.max(0, seconds));
    this.metrics.phaseRows.inc({ mode, phase }, rows);
  }

  private traceTask({ task, inputs }: Work, { work }: LaneReport & { outcome: 'DONE' }): void {
    const [first] = work.phases;
    const last = work.phases.at(-1);
    if (!first || !last) return;
    const attributes = { 'costing.job': task.jobNo, 'costing.task': task.partitionNo, 'costing.attempt': task.attempt };
    const parent = inputs.origin.traceParent;
    const span = this.tracing.start('task', { parent, startedAt: first.startedAt, attributes });
    for (const { name, startedAt, seconds, rows } of work.phases) {
      const phase = { parent: span.traceParent, startedAt, attributes: { 'costing.rows': rows } };
      this.tracing.start(name, phase).end({ endedAt: startedAt + seconds * 1_000 });
    }
    span.end({ endedAt: last.startedAt + last.seconds * 1_000 });
  }

  private traceJobEnd(
    { traceParent, mode }: JobOrigin,
    { jobNo, status, startedAt, endedAt }: { jobNo: number; status: string; startedAt: number; endedAt: number },
  ): void {
    const attributes = { 'costing.job': jobNo, 'costing.status': status, 'costing.mode': mode };
    this.tracing.start('finish', { parent: traceParent, startedAt, attributes }).end({ endedAt });
  }
}

type WorkMetrics = ReturnType<typeof workMetrics>;

function workMetrics(metrics: Metrics, lanes: () => LaneCounts) {
  const registers = [metrics.registry];
  const counter = <L extends string>(name: string, help: string, labelNames: readonly L[]): Counter<L> =>
    new Counter({ name, help, labelNames: [...labelNames], registers });
  const all = new Gauge({ name: 'costing_worker_lanes', help: 'Tasks that this worker computes at once.', registers });
  const busy = new Gauge({
    name: 'costing_worker_lanes_busy',
    help: 'Tasks that this worker computes now.',
    registers,
  });
  metrics.onScrape(() => {
    const counts = lanes();
    all.set(counts.lanes);
    busy.set(counts.busy);
  });
  return {
    phaseSeconds: counter('costing_phase_seconds_total', 'Time spent in a phase of tasks or of the end of a job.', [
      'mode',
      'phase',
    ]),
    phaseRows: counter('costing_phase_rows_total', 'Rows that a phase of tasks or of the end of a job has handled.', [
      'mode',
      'phase',
    ]),
    variants: counter(
      'costing_variants_processed_total',
      'Variants of tasks that are done, the failed ones included.',
      ['mode'],
    ),
    failed: counter('costing_variants_failed_total', 'Variants of tasks that are done that have failed.', ['mode']),
    attempts: counter('costing_task_attempts_total', 'Attempts of tasks that this worker has ended, by how.', [
      'mode',
      'outcome',
    ]),
    rejected: counter(
      'costing_task_attempts_rejected_total',
      'Attempts whose work was thrown away, because another attempt owned the task.',
      ['mode'],
    ),
    jobs: counter('costing_jobs_ended_total', 'Jobs that this worker has ended, by their status then.', [
      'mode',
      'status',
    ]),
    taskSeconds: new Histogram({
      name: 'costing_task_duration_seconds',
      help: 'Time that tasks took that are done.',
      labelNames: ['mode'],
      buckets: TASK_SECONDS,
      registers,
    }),
  };
}
