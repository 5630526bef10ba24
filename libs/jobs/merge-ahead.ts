import {
  type ClientBase,
  type Database,
  inOneTransaction,
  type Job,
  mergePartition,
  readJob,
  readStagedTasks,
  type StagedTask,
  tryLockForTransaction,
  useSynchronousCommit,
} from '#database';
import { Bell } from './bell.js';
import { LEDGER_POLL_MS } from './leases.js';
import { MERGED_AT_ONCE_MAX } from './merge-delta.js';
import { completeMerge, lockStagedTasks, MERGE_LOCK } from './staged-tasks.js';

/**
 * Merges the tasks of a delta that are done while others are still computed: a merge is one transaction and so keeps one
 * core busy, which would otherwise begin when all lanes have nothing left to do. Nobody sees anything of it before `finish`
 * commits. Whatever happens to it, it is rolled back whole, and `mergeDelta` does all of it at the end.
 */
export class MergeAhead {
  /** Another worker was at it when this one began. */
  isRefused = false;
  private readonly ended: Promise<'MERGED' | 'GIVEN_UP'>;
  /** By partition: the attempt whose rows are merged. */
  private readonly merged = new Map<number, number>();
  private readonly bell = new Bell();
  private mustLook = false;
  private isAbandoned = false;
  private isCompleting = false;
  /** For `finish`: tasks are open. */
  private answer: (() => void) | null = null;

  /** Begins at once; gives up when another worker merges, or when the job is not one that is merged at one moment. */
  constructor(
    database: Database,
    readonly jobId: string,
  ) {
    this.ended = inOneTransaction(database.pool, (client) => this.run(client)).then(
      () => 'MERGED',
      (error: Error) => {
        if (this.isCompleting && !(error instanceof GivenUp)) throw error;
        return 'GIVEN_UP';
      },
    );
    this.ended.catch(() => undefined);
  }

  /** Another task is done. */
  taskDone(): void {
    this.bell.ring();
  }

  /** Something became of a job, perhaps of this one: looked at before anything else is merged. */
  noticed(): void {
    this.mustLook = true;
    this.bell.ring();
  }

  /**
   * Ends the job when all its tasks are done. `GIVEN_UP`: nothing is merged, and `mergeDelta` must do it. Throws
   * `VERIFICATION_FAILED`.
   */
  async finish(): Promise<'MERGED' | 'OPEN' | 'GIVEN_UP'> {
    const open = new Promise<'OPEN'>((resolve) => (this.answer = () => resolve('OPEN')));
    this.noticed();
    return Promise.race([this.ended, open]);
  }

  /** Takes back what is merged; resolves when it is. */
  async abandon(): Promise<void> {
    this.isAbandoned = true;
    this.noticed();
    await this.ended.catch(() => undefined);
  }

  private async run(client: ClientBase): Promise<void> {
    this.isRefused = !(await tryLockForTransaction(client, MERGE_LOCK));
    if (this.isRefused) throw new GivenUp();
    const job = await readJob(client, { jobId: this.jobId });
    if (job?.plan !== 'MERGE' || job.total > MERGED_AT_ONCE_MAX) throw new GivenUp();
    for (;;) {
      this.mustLook = false;
      const { isActive, open, tasks } = await readStagedTasks(client, this.jobId);
      if (!isActive || this.isAbandoned) throw new GivenUp();
      if (open > 0) this.answerOpen();
      if (!(await this.merge(client, job, tasks))) continue;
      if (open === 0 && this.answer) return this.complete(client, job);
      await this.bell.wait(LEDGER_POLL_MS);
    }
  }

  /** What is not merged yet; false: something must be looked at first. */
  private async merge(client: ClientBase, job: Job, tasks: readonly StagedTask[]): Promise<boolean> {
    for (const task of tasks) {
      if (this.mustLook) return false;
      const attempt = this.merged.get(task.partitionNo);
      if (attempt === task.attempt) continue;
      // A later attempt has left out what the one before had merged: from here it would look as if it were there.
      if (attempt !== undefined) throw new GivenUp();
      await mergePartition(client, task, job.baseGeneration!);
      this.merged.set(task.partitionNo, task.attempt);
    }
    return true;
  }

  private async complete(client: ClientBase, job: Job): Promise<void> {
    this.isCompleting = true;
    const locked = await lockStagedTasks(client, job);
    if (locked === null || locked.lost.length > 0) throw new GivenUp();
    if (!locked.tasks.every(({ partitionNo, attempt }) => this.merged.get(partitionNo) === attempt)) {
      throw new GivenUp();
    }
    await useSynchronousCommit(client, 'on');
    await completeMerge(client, job, locked.tasks);
  }

  private answerOpen(): void {
    this.answer?.();
    this.answer = null;
  }
}

/** Rolls the transaction back. */
class GivenUp extends Error {}
