import {
  type ClientBase,
  type Database,
  inTransaction,
  type Job,
  mergePartition,
  readJob,
  readStagedTasks,
  type StagedTask,
  tryLockForTransaction,
  useSynchronousCommit,
} from '#database';
import { LEDGER_POLL_MS } from './leases.js';
import { MERGED_AT_ONCE_MAX } from './merge-delta.js';
import { completeMerge, lockStagedTasks, MERGE_LOCK } from './staged-tasks.js';

/**
 * Merges the tasks of a delta that are done while others are still computed: a merge is one transaction and so keeps one
 * core busy, which would otherwise begin when all lanes have nothing left to do. Nobody sees anything of it before `finish`
 * commits. Whatever happens to it, it is rolled back whole, and `mergeDelta` does all of it at the end.
 */
export class MergeAhead {
  private readonly ended: Promise<'MERGED' | 'GIVEN_UP'>;
  /** By partition: the attempt whose rows are merged. */
  private readonly merged = new Map<number, number>();
  private wake: () => void = () => undefined;
  private isAwake = false;
  private isAbandoned = false;
  private isCompleting = false;
  /** For `finish`: tasks are open. */
  private answer: (() => void) | null = null;

  /** Begins at once; gives up when another worker merges, or when the job is not one that is merged at one moment. */
  constructor(
    database: Database,
    readonly jobId: string,
  ) {
    this.ended = inTransaction(database.pool, (client) => this.run(client)).then(
      () => 'MERGED',
      (error: Error) => {
        if (this.isCompleting && !(error instanceof GivenUp)) throw error;
        return 'GIVEN_UP';
      },
    );
    this.ended.catch(() => undefined);
  }

  /** Another task is done. */
  noticed(): void {
    this.isAwake = true;
    this.wake();
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
    if (!(await tryLockForTransaction(client, MERGE_LOCK))) throw new GivenUp();
    const job = await readJob(client, { jobId: this.jobId });
    if (job?.plan !== 'MERGE' || job.total > MERGED_AT_ONCE_MAX) throw new GivenUp();
    for (;;) {
      const { answer } = this;
      this.answer = null;
      const { isActive, open, tasks } = await readStagedTasks(client, this.jobId);
      if (!isActive) throw new GivenUp();
      await this.merge(client, job, tasks);
      if (open === 0 && answer) return this.complete(client, job);
      answer?.();
      await this.sleep();
    }
  }

  private async merge(client: ClientBase, job: Job, tasks: readonly StagedTask[]): Promise<void> {
    for (const task of tasks) {
      if (this.isAbandoned) throw new GivenUp();
      if (this.merged.get(task.partitionNo) === task.attempt) continue;
      await mergePartition(client, task, job.baseGeneration!);
      this.merged.set(task.partitionNo, task.attempt);
    }
  }

  private async complete(client: ClientBase, job: Job): Promise<void> {
    this.isCompleting = true;
    const locked = await lockStagedTasks(client, job);
    if (locked === null || locked.lost.length > 0) throw new GivenUp();
    // Nothing that the job holds now is left out, whatever happened to its tasks since they were merged.
    await this.merge(client, job, locked.tasks);
    await useSynchronousCommit(client, 'on');
    await completeMerge(client, job, locked.tasks);
  }

  /** Looks again when a task of this worker is done, and every second for those of others. */
  private async sleep(): Promise<void> {
    if (!this.isAwake) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, LEDGER_POLL_MS);
        this.wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    this.isAwake = false;
    if (this.isAbandoned) throw new GivenUp();
  }
}

/** Rolls the transaction back. */
class GivenUp extends Error {}
