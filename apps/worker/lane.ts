import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { ClaimedTask } from '#database';
import type { JobInputs, LaneOrder, LaneReport, LaneSettings } from './lane-messages.js';

/** Young generation of a lane's heap: rows leave no garbage, so a small one keeps the process small. */
const RESOURCE_LIMITS = { maxYoungGenerationSizeMb: 8 };

/** The main thread's handle of a lane. */
export class Lane {
  private thread: Worker | null = null;
  private jobId: string | null = null;
  private pending: ((report: LaneReport) => void) | null = null;

  constructor(private readonly settings: LaneSettings) {}

  get isIdle(): boolean {
    return this.pending === null;
  }

  /** Computes a task; never rejects: a thread that dies is a passing fault. */
  run(task: ClaimedTask, inputs: JobInputs): Promise<LaneReport> {
    this.thread ??= this.start();
    const order: LaneOrder = { task, inputs: this.jobId === task.jobId ? null : inputs };
    this.jobId = task.jobId;
    return new Promise((resolve) => {
      this.pending = resolve;
      this.thread!.postMessage(order);
    });
  }

  /** Ends the thread at once; its connections close and the server rolls back what it was doing. */
  async stop(): Promise<void> {
    const thread = this.thread;
    this.thread = null;
    await thread?.terminate();
    this.report({ outcome: 'FAULT', message: 'the lane was stopped', sqlState: null });
  }

  private start(): Worker {
    const thread = new Worker(join(__dirname, 'lane-thread.js'), {
      workerData: this.settings,
      resourceLimits: RESOURCE_LIMITS,
    });
    const ended = (message: string): void => {
      if (this.thread !== thread) return;
      this.thread = null;
      this.report({ outcome: 'FAULT', message, sqlState: null });
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
