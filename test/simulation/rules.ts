import { TASK_ATTEMPTS_MAX, TASK_FAILURES_MAX } from '#jobs';
import type { ClaimedTask } from '#database';
import type { FaultCause } from '../../apps/worker/lane-messages.js';
import type { Change } from './model-store.js';
import { isActive, type GenerationRow, type JobRow, type LeafRow, type TaskRow } from './model-tables.js';
import type { ModelWorker } from './model-worker.js';
import { ProgressRules } from './progress-rules.js';
import type { Watched } from './watched.js';

interface ReleasedRow {
  /** A job's number is above null, which is none. */
  readonly generation: number;
}

const nameOf = ({
  jobId,
  partitionNo,
  attempt,
  worker,
}: Pick<TaskRow, 'jobId' | 'partitionNo' | 'attempt' | 'worker'>) =>
  `${jobId}/${partitionNo}, attempt ${attempt} of ${worker}`;

/** What must hold whatever happens, checked with every commit and every act of a worker. */
export class Rules {
  private readonly progress: ProgressRules;
  private readonly faulted = new Set<string>();
  private readonly forgotten = new Set<string>();
  private readonly reported = new WeakSet<ClaimedTask>();
  private readonly outOfResources = new Set<string>();
  /** Jobs that somebody asked to cancel, and generations whose rows were falsified behind the ledger's back. */
  readonly cancelAsked = new Set<string>();
  readonly falsified = new Set<number>();

  constructor(private readonly world: Watched) {
    this.progress = new ProgressRules(world);
  }

  tick(): void {
    this.progress.tick();
  }

  changed(changes: readonly Change[], forgotten: boolean): void {
    for (const { cell, before, after } of changes) {
      const [kind] = cell.key.split(' ');
      if (kind === 'task') this.world.note(() => `${forgotten ? 'forgotten: ' : ''}${describeTask(after as TaskRow)}`);
      if (kind === 'job') this.world.note(() => describeJob(after as JobRow, forgotten));
      if (forgotten) {
        // Its number may be given out again, even to the same worker.
        if (kind === 'task' && (before as TaskRow).status === 'RUNNING') this.forgotten.add(nameOf(before as TaskRow));
        if (kind === 'released') this.world.fail('a release was forgotten by a crash');
        continue;
      }
      if (kind === 'task') this.taskChanged(before as TaskRow, after as TaskRow, changes);
      else if (kind === 'leaf') this.leafChanged(before as LeafRow | null, after as LeafRow | null, changes);
      else if (kind === 'job') this.jobChanged(after as JobRow);
      else if (kind === 'released') this.releasedChanged(after as ReleasedRow, before as ReleasedRow);
      else if (kind === 'generation' && after === null) this.dropped((before as GenerationRow).jobNo);
    }
  }

  laneFailed(task: ClaimedTask, cause: 'TASK' | 'RESOURCES'): void {
    this.world.note(() => `${nameOf(task)}: a fault of kind ${cause}`);
    if (cause === 'TASK') this.faulted.add(nameOf(task));
    else this.outOfResources.add(task.jobId);
  }

  laneStopped(task: ClaimedTask, cause: FaultCause): void {
    this.world.note(() => `${nameOf(task)}: its lane is stopped, ${cause}`);
    const row = this.world.server.tables.task(task.jobId, task.partitionNo)?.value;
    const isHeld = row?.status === 'RUNNING' && row.attempt === task.attempt && row.worker === task.worker;
    if (cause === 'LOST' && isHeld && !this.forgotten.has(nameOf(task))) {
      this.world.fail(`${nameOf(task)} was stopped as lost, and the ledger says it is his`);
    }
  }

  laneReported(task: ClaimedTask): void {
    this.reported.add(task);
  }

  /** Only after the ledger has the task's end or the loss of its claim: the lane that it was claimed for is through. */
  acknowledged(task: ClaimedTask): void {
    if (!this.reported.has(task)) this.world.fail(`${nameOf(task)} is acknowledged and not through`);
  }

  workerEnded(worker: ModelWorker): void {
    const { name } = worker.process;
    if (worker.drainedAt === null) return this.world.fail(`worker ${name} ended though nobody asked it to`);
    if (!this.progress.isSettled(worker.drainedAt)) return;
    const ms = this.world.time.now - worker.drainedAt;
    if (ms > 20_000) this.world.fail(`worker ${name} took ${ms} ms to drain`);
    for (const { value } of this.world.server.tables.tasks.values()) {
      if (value?.status === 'RUNNING' && value.worker === name) this.world.fail(`${nameOf(value)} was not given back`);
    }
    if (worker.transport.held.size > 0) this.world.fail(`worker ${name} ended with an announcement in its hands`);
  }

  private taskChanged(before: TaskRow, after: TaskRow, changes: readonly Change[]): void {
    const { world } = this;
    const name = nameOf(after);
    const job = world.server.tables.jobs.get(after.jobId)!.value!;
    const isSame = before.attempt === after.attempt && before.worker === after.worker;
    if (before.status === 'DONE') return world.fail(`${name} was done and is ${after.status}`);
    if (after.status === 'RUNNING' && !(before.status === 'RUNNING' && isSame)) this.claimed(before, after, job);
    else if (after.failures > before.failures) this.failureCounted(before, after);
    if (after.status !== 'DONE') return;
    if (before.status !== 'RUNNING' || !isSame) world.fail(`${name} is done, and was ${nameOf(before)}`);
    if (!changes.some(({ cell }) => cell.key === `leaf ${job.jobNo}/${after.partitionNo}`)) {
      world.fail(`${name} is done without its rows`);
    }
  }

  private claimed(before: TaskRow, after: TaskRow, job: JobRow): void {
    const { world } = this;
    if (!isActive(job)) world.fail(`${nameOf(after)} is claimed though job ${job.jobNo} is ${job.status}`);
    if (after.attempt !== before.attempt + 1) world.fail(`${nameOf(after)} follows attempt ${before.attempt}`);
    if (after.failures > before.failures) this.failureCounted(before, after);
    if (before.status === 'RUNNING' && !this.isLost(before)) world.fail(`two have a valid lease: ${nameOf(before)}`);
  }

  private isLost({ leaseUntil, worker }: TaskRow): boolean {
    return leaseUntil! < this.world.time.now || !this.world.server.hasSession(worker!);
  }

  /** A failure counts when the task failed by itself or its worker died of it, and then once. */
  private failureCounted(before: TaskRow, after: TaskRow): void {
    const died = before.status === 'RUNNING' && this.isLost(before) && this.world.server.startedAt <= before.startedAt!;
    const failed = this.faulted.has(nameOf(before)) && after.attempt === before.attempt;
    if (after.failures !== before.failures + 1 || !(died || failed)) {
      this.world.fail(
        `${nameOf(before)} has ${after.failures} failures counted, ${before.failures} before, for nothing`,
      );
    }
  }

  private leafChanged(before: LeafRow | null, after: LeafRow | null, changes: readonly Change[]): void {
    if (!after) return;
    const { jobNo, partitionNo, attempt, worker } = after;
    const name = `rows of ${jobNo}/${partitionNo}, attempt ${attempt} of ${worker}`;
    if (before) this.world.fail(`${name} are stored twice`);
    const job = this.world.server.tables.jobs.get(`job-${jobNo}`)!.value!;
    if (!isActive(job)) this.world.fail(`${name} are stored though the job is ${job.status}`);
    const task = changes.find(({ cell }) => cell.key === `task ${jobNo}/${partitionNo}`)?.after as TaskRow | undefined;
    if (task?.status !== 'DONE' || task.attempt !== attempt || task.worker !== worker) {
      this.world.fail(`${name} are stored and the ledger does not say so`);
    }
  }

  private jobChanged(job: JobRow): void {
    if (isActive(job)) return;
    const tasks = this.world.server.tables.tasksOf(job.jobId).map(({ value }) => value!);
    const running = tasks.find(({ status }) => status === 'RUNNING');
    if (running) this.world.fail(`job ${job.jobNo} is ${job.status} and ${nameOf(running)} is in work`);
    if (job.status === 'CANCELLED' && !this.cancelAsked.has(job.jobId)) this.world.fail('nobody asked to cancel');
    if (job.status === 'FAILED' && !this.isTrueReason(job, tasks)) {
      this.world.fail(`job ${job.jobNo} failed for no true reason: ${job.error}`);
    }
    this.progress.jobEnded(job.jobId);
  }

  private isTrueReason(job: JobRow, tasks: readonly TaskRow[]): boolean {
    if (job.error?.startsWith('Generation')) return this.falsified.has(job.jobNo);
    const partitionNo = Number(/^partition (\d+)/.exec(job.error ?? '')?.[1]);
    const task = tasks.find((row) => row.partitionNo === partitionNo);
    if (this.outOfResources.has(job.jobId) && task?.status !== 'FAILED') return true;
    return task?.status === 'FAILED' && (task.failures >= TASK_FAILURES_MAX || task.attempt >= TASK_ATTEMPTS_MAX);
  }

  /** Readers may see a generation when every task is done, and it holds the rows of exactly those attempts. */
  private releasedChanged({ generation: jobNo }: ReleasedRow, before: ReleasedRow): void {
    const { tables } = this.world.server;
    const fail = (why: string): void => this.world.fail(`generation ${jobNo} is released: ${why}`);
    if (jobNo < before.generation) fail(`it takes the place of generation ${before.generation}, which is later`);
    if (this.falsified.has(jobNo)) fail('its rows are not those that its tasks stored');
    if (!tables.generations.get(jobNo)?.value?.attached) fail('it is not attached');
    for (const { value } of tables.tasksOf(`job-${jobNo}`)) {
      const task = value!;
      if (task.status !== 'DONE') fail(`${nameOf(task)} is ${task.status}`);
      const leaf = tables.leaf(jobNo, task.partitionNo).value;
      const isSame = leaf?.attempt === task.attempt && leaf.worker === task.worker;
      if (!leaf || !isSame || leaf.rows !== task.rows || leaf.sum !== task.sum) {
        fail(`partition ${task.partitionNo} holds other rows than ${nameOf(task)} stored`);
      }
    }
  }

  private dropped(jobNo: number): void {
    const { jobs, released } = this.world.server.tables;
    const job = jobs.get(`job-${jobNo}`)!.value!;
    const isRead = released.value!.generation === jobNo || released.value!.previous === jobNo;
    if (isRead || isActive(job)) this.world.fail(`generation ${jobNo} was dropped and is needed`);
  }
}

function describeTask(task: TaskRow): string {
  const lease = task.leaseUntil === null ? '' : ` until ${(task.leaseUntil / 1000).toFixed(1)}`;
  return `task ${nameOf(task)}: ${task.status}${lease}, ${task.failures} of ${TASK_FAILURES_MAX} failures`;
}

const describeJob = (job: JobRow, forgotten: boolean): string =>
  `${forgotten ? 'forgotten: ' : ''}job ${job.jobNo}: ${job.status} ${job.error ?? ''}`;
