import type { Snapshot } from '#costing';
import type { ClaimedTask, ClientConfig, DeltaInputs, JobOrigin } from '#database';
import type { TaskWork } from './phases.js';

/** Given to a lane's thread when it starts. */
export interface LaneSettings {
  readonly connection: ClientConfig;
  readonly blockRows: number;
  readonly synchronousCommit: 'on' | 'off';
}

/** What the thread is started with: the settings, and what its two sessions are called. */
export interface LaneThreadSettings extends LaneSettings {
  readonly sessions: readonly [reader: string, writer: string];
}

/** What all lanes compute a job with; the yarns' bytes are shared, not copied. */
export interface JobInputs {
  readonly jobId: string;
  readonly origin: JobOrigin;
  readonly snapshot: Snapshot;
  readonly yarnParameters: SharedArrayBuffer;
  readonly previousGeneration: number | null;
  /** null: every variant is computed, into a new generation. */
  readonly delta: DeltaInputs | null;
}

/** To a lane: compute this task. `inputs` comes with the first task of a job. */
export interface LaneOrder {
  readonly task: ClaimedTask;
  readonly inputs: JobInputs | null;
}

/**
 * Whose fault it was. `TASK`: its own, it may fail a few times. `RESOURCES`: disk or memory of the server is full, trying
 * again makes it worse. `AWAY`: the server went or closed the connection. `STOPPED`: the worker stops. `LOST`: the task is
 * another's, or its job has ended.
 */
export type FaultCause = 'TASK' | 'RESOURCES' | 'AWAY' | 'STOPPED' | 'LOST';

/** How the computation of a task ended; `FENCED`: another attempt owns the task, and everything of this one is rolled back. */
export type TaskEnd = { readonly outcome: 'DONE'; readonly work: TaskWork } | { readonly outcome: 'FENCED' };

/** From a lane: how the task ended. */
export type LaneReport = TaskEnd | { readonly outcome: 'FAULT'; readonly cause: FaultCause; readonly message: string };
