import type { Snapshot } from '#costing';
import type { ClaimedTask, ClientConfig } from '#database';

/** Given to a lane's thread when it starts. */
export interface LaneSettings {
  readonly connection: ClientConfig;
  readonly blockRows: number;
  readonly synchronousCommit: 'on' | 'off';
}

/** What all lanes compute a job with; the yarns' bytes are shared, not copied. */
export interface JobInputs {
  readonly jobId: string;
  readonly snapshot: Snapshot;
  readonly yarnParameters: SharedArrayBuffer;
  readonly previousGeneration: number | null;
}

/** To a lane: compute this task. `inputs` comes with the first task of a job. */
export interface LaneOrder {
  readonly task: ClaimedTask;
  readonly inputs: JobInputs | null;
}

/** From a lane: how the task ended. `sqlState` tells passing faults from lasting ones. */
export type LaneReport =
  | { readonly outcome: 'DONE' | 'FENCED' }
  | { readonly outcome: 'FAULT'; readonly message: string; readonly sqlState: string | null };
