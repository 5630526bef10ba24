import {
  type ClaimedTask,
  type Client,
  beginBulk,
  commit,
  finishTask,
  laneSessionName,
  nameLeaf,
  rollback,
} from '#database';
import { isDatabaseAway } from '#database';
import type { FaultCause, JobInputs, LaneReport } from '../../apps/worker/lane-messages.js';
import type { TaskLane } from '../../apps/worker/worker-parts.js';
import type { ModelClient } from './model-client.js';
import type { ModelLink } from './model-link.js';

/** How a task goes. */
export interface Fate {
  readonly ms: number;
  readonly fault: 'TASK' | 'RESOURCES' | null;
  readonly rows: bigint;
  readonly sum: bigint;
}

export interface LaneHost {
  fateOf(task: ClaimedTask): Fate;
  /** The lane's code reports a fault of its own. */
  failed(task: ClaimedTask, cause: 'TASK' | 'RESOURCES'): void;
  stopped(task: ClaimedTask, cause: FaultCause): void;
  /** The task is through, whichever way: the lane says so now. */
  reported(task: ClaimedTask): void;
}

const STOP_MS = 3;

/**
 * A lane: two connections and the transaction that holds a partition's rows and, last, the fence and the leaf's name. What
 * it computes takes a time and nothing else. `stop` ends it where it is, as the end of its thread does.
 */
export class ModelLane implements TaskLane {
  readonly sessions: readonly [string, string];
  task: ClaimedTask | null = null;
  private connections: { reader: ModelClient; writer: ModelClient } | null = null;
  private pending: ((report: LaneReport) => void) | null = null;
  /** The thread: who finds another one here has ended. */
  private thread: object = {};

  constructor(
    private readonly link: ModelLink,
    private readonly host: LaneHost,
    worker: string,
    lane: number,
  ) {
    this.sessions = [laneSessionName(worker, lane, 'reader'), laneSessionName(worker, lane, 'writer')];
  }

  get isIdle(): boolean {
    return this.pending === null;
  }

  run(task: ClaimedTask, inputs: JobInputs): Promise<LaneReport> {
    if (inputs.jobId !== task.jobId) throw new Error('the lane was given the inputs of another job');
    this.task = task;
    const { thread } = this;
    return new Promise((resolve) => {
      this.pending = resolve;
      void this.execute(task, thread).then((report) => void (this.thread === thread && this.report(report)));
    });
  }

  async stop(cause: FaultCause, why: string): Promise<void> {
    const { pending } = this;
    if (this.task) this.host.stopped(this.task, cause);
    this.thread = {};
    this.disconnect();
    await this.link.process.sleep(STOP_MS);
    if (pending && this.pending === pending) this.report({ outcome: 'FAULT', cause, message: why });
  }

  private report(report: LaneReport): void {
    const resolve = this.pending;
    if (this.task) this.host.reported(this.task);
    this.pending = null;
    this.task = null;
    resolve?.(report);
  }

  private async execute(task: ClaimedTask, thread: object): Promise<LaneReport> {
    try {
      return await this.compute(task, thread);
    } catch (error) {
      if (this.thread === thread) this.disconnect();
      const cause = isDatabaseAway(error) ? 'AWAY' : (((error as { cause?: unknown }).cause as FaultCause) ?? 'TASK');
      if (this.thread === thread && (cause === 'TASK' || cause === 'RESOURCES')) this.host.failed(task, cause);
      return { outcome: 'FAULT', cause, message: (error as Error).message };
    }
  }

  private async compute(task: ClaimedTask, thread: object): Promise<LaneReport> {
    this.connections ??= await this.connect(thread);
    const writer = this.connections.writer as unknown as Client;
    const fate = this.host.fateOf(task);
    await beginBulk(writer, 'off');
    await writer.query('lane: create leaf', [task.jobNo]);
    await this.link.process.sleep(fate.ms);
    if (this.thread !== thread) throw new Error('the thread has ended');
    if (fate.fault) throw Object.assign(new Error('a fault of its own'), { cause: fate.fault });
    await writer.query('lane: rows', [fate.rows, fate.sum]);
    const result = {
      rows: Number(fate.rows),
      failed: 0,
      carried: 0,
      materialMicrosSum: fate.sum,
      processMicrosSum: 0n,
      overheadMicrosSum: 0n,
    };
    if (!(await finishTask(writer, task, result))) {
      await rollback(writer);
      return { outcome: 'FENCED' };
    }
    await nameLeaf(writer, task);
    await commit(writer);
    return { outcome: 'DONE', work: { processed: Number(fate.rows), failed: 0, phases: [] } };
  }

  private async connect(thread: object): Promise<{ reader: ModelClient; writer: ModelClient }> {
    const opened: ModelClient[] = [];
    for (const name of this.sessions) {
      const client = await this.link.connect(name);
      opened.push(client);
      if (this.thread === thread) continue;
      for (const late of opened) late.drop();
      throw new Error('the thread has ended');
    }
    return { reader: opened[0]!, writer: opened[1]! };
  }

  private disconnect(): void {
    this.connections?.reader.drop();
    this.connections?.writer.drop();
    this.connections = null;
  }
}
