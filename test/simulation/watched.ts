import type { ModelServer } from './model-server.js';
import type { ModelBroker } from './model-transport.js';
import type { ModelWorker } from './model-worker.js';
import type { VirtualTime } from './virtual-time.js';

/** What the rules look at, and whom they tell. */
export interface Watched {
  readonly time: VirtualTime;
  readonly server: ModelServer;
  readonly broker: ModelBroker;
  readonly liveWorkers: readonly ModelWorker[];
  /** Since when there are no faults; null: there are. */
  readonly calmSince: number | null;
  /** A rule is broken. */
  fail(rule: string): void;
  note(line: () => string): void;
}
