import type { WorkerStatus } from './control-messages.js';
import type { JobEvents } from './job-events.js';

/** A process's way to tell the others about jobs. What does not arrive is found in the ledger a little later. */
export interface ControlLink {
  readonly events: JobEvents;
  /** Tells every worker that the job was cancelled. Neither throws nor waits. */
  cancelled(jobId: string): void;
  /**
   * What the workers say about themselves: returns when all `expected` ones have answered, and after a second at the
   * latest. null: there is no broker, or it is away, so nobody could be asked.
   */
  askWorkers(expected: readonly string[]): Promise<readonly WorkerStatus[] | null>;
  /** Says what is still to be said and closes. */
  close(): Promise<void>;
}

const nothing = (): void => undefined;

/** Without a broker: the ledger tells it all. */
export const LEDGER_ONLY: ControlLink = {
  events: { progress: nothing, finished: nothing },
  cancelled: nothing,
  askWorkers: () => Promise.resolve(null),
  close: () => Promise.resolve(),
};
