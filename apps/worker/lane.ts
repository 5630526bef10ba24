import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { type ClaimedTask, laneSessionName } from '#database';
import type { TaskLane } from './worker-parts.js';
import type { FaultCause, JobInputs, LaneOrder, LaneReport, LaneSettings } from './lane-messages.js';

/** Young generation of a lane's heap: rows leave no garbage, so a small one keeps the process small. */
const RESOURCE_LIMITS = { maxYoungGenerationSizeMb: 8 };

/** A lane is a thread; this is the main thread's handle of it. */
export class Lane implements TaskLane {
  readonly sessions: readonly [reader: string, writer: string];
  private thread: Worker | null = null;
  private jobId: string | null = null;
  private pending: ((report: LaneReport) => void) | null = null;

  constructor(
    private readonly settings: LaneSettings,
    worker: string,
    lane: number,
  ) {
    this.sessions = [laneSessionName(worker, lane, 'reader'), laneSessionName(worker, lane, 'writer')];
  }

  get isIdle(): boolean {
    return this.pending === null;
  }

  run(task: ClaimedTask, inputs: JobInputs): Promise<LaneReport> {
    this.thread ??= this.start();
    const order: LaneOrder = { task, inputs: this.jobId === task.jobId ? null : inputs };
    this.jobId = task.jobId;
    return new Promise((resolve) => {
      this.pending = resolve;
      this.thread!.postMessage(order);
    });
  }

  /** Ends the thread; its connections close with it. */
  async stop(cause: FaultCause, why: string): Promise<void> {
    const { thread, pending } = this;
    this.thread = null;
    await thread?.terminate();
    // What the thread had said before it ended was heard meanwhile; the lane may be at another task by now.
    if (this.pending === pending) this.report({ outcome: 'FAULT', cause, message: why });
  }

  private start(): Worker {
    const thread = new Worker(join(__dirname, 'lane-thread.js'), {
      workerData: { ...this.settings, sessions: this.sessions },
      resourceLimits: RESOURCE_LIMITS,
    });
    // A thread that dies by itself died of its task: out of memory, or a defect.
    const ended = (message: string): void => {
      if (this.thread !== thread) return;
      this.thread = null;
      this.report({ outcome: 'FAULT', cause: 'TASK', message });
    };
    thread.on('message', (report: LaneReport) => this.report(report));
    thread.on('error', (error) => ended(`the lane's thread failed: ${error.message}`));
    thread.on('exit', (code) => ended(`the lane's thread ended with code ${code}`));
    return thread;
  }

  private report(report: LaneReport): void {
    if (!this.thread) this.jobId = null;
    const resolve = this.pending;
    this.pending = null;
    resolve?.(report);
  }
}
