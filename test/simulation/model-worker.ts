import { type ClaimedTask, markJobRunning, readReleasedGeneration } from '#database';
import { PostgresLedger, type TaskDelivery } from '#jobs';
import type { JobInputs } from '../../apps/worker/lane-messages.js';
import { WorkerLoop } from '../../apps/worker/worker-loop.js';
import { modelDatabase } from './model-database.js';
import { type LaneHost, ModelLane } from './model-lane.js';
import type { ModelLink } from './model-link.js';
import type { ModelProcess } from './model-process.js';
import { type ModelBroker, ModelTransport } from './model-transport.js';
import type { VirtualTime } from './virtual-time.js';

export interface WorkerPlan {
  readonly lanes: number;
  readonly partitionStart: number;
  readonly partitionEnd: number;
  readonly kind: 'SHARED' | 'PRIVATE';
}

export interface WorkerHost extends LaneHost {
  fail(rule: string): void;
  note(line: () => string): void;
  /** It was drained and is about to exit. */
  workerEnded(worker: ModelWorker): void;
  /** The announcement that brought this claim was acknowledged. */
  acknowledged(task: ClaimedTask): void;
  readonly time: VirtualTime;
}

/** A worker process: the loop, its leases, the claims and the ledger are the real ones, all that they touch is a model. */
export class ModelWorker {
  readonly loop: WorkerLoop;
  readonly lanes: readonly ModelLane[];
  readonly transport: ModelTransport;
  drainedAt: number | null = null;
  /** What was claimed because of which announcement. */
  private readonly broughtBy = new WeakMap<object, ClaimedTask>();

  constructor(
    private readonly world: WorkerHost,
    readonly plan: WorkerPlan,
    readonly process: ModelProcess,
    readonly link: ModelLink,
    broker: ModelBroker,
  ) {
    const { name } = process;
    this.transport = new ModelTransport(plan.kind, broker, process, (delivery) => this.acknowledged(delivery));
    const registration = {
      ...plan,
      worker: name,
      host: 'host',
      pid: 1,
      transport: plan.kind === 'SHARED' ? ('JETSTREAM' as const) : ('IN_PROCESS' as const),
    };
    const ledger = new PostgresLedger(modelDatabase(link), registration, () => this.loop.noticed());
    const claim = ledger.claim.bind(ledger);
    ledger.claim = async (named) => {
      const task = await claim(named);
      if (task && named) this.broughtBy.set(named, task);
      return task;
    };
    this.lanes = Array.from({ length: plan.lanes }, (_, n) => new ModelLane(link, world, name, n));
    const say = (message: string): void => world.note(() => `${name}: ${message}`);
    this.loop = new WorkerLoop({
      ledger,
      transport: this.transport,
      lanes: this.lanes,
      takes: (partitionNo) => this.takes(partitionNo),
      readInputs: (task) =>
        ledger.ask(async (client) => {
          await readReleasedGeneration(client);
          await markJobRunning(client, task.jobId);
          const origin = { mode: 'FULL', requestId: null, traceParent: null };
          return { jobId: task.jobId, origin } as JobInputs;
        }),
      observer: { ended: () => undefined, rejected: () => undefined, jobEnded: () => Promise.resolve() },
      events: { progress: () => undefined, finished: () => undefined },
      clock: process,
      log: {
        info: (entry: unknown, message?: string) => say(message ?? String(entry)),
        warn: (entry: unknown, message?: string) => say(message ?? String(entry)),
      },
    });
  }

  start(): void {
    this.loop.run(null).then(
      () => this.ended(),
      (error: Error) => this.world.fail(`worker ${this.process.name} ended by itself: ${error.message}`),
    );
  }

  drain(): void {
    if (this.process.state !== 'RUNNING' || this.drainedAt !== null) return;
    this.drainedAt = this.world.time.now;
    this.loop.drain();
  }

  takes(partitionNo: number): boolean {
    return partitionNo >= this.plan.partitionStart && partitionNo <= this.plan.partitionEnd;
  }

  private ended(): void {
    this.world.note(() => `${this.process.name} exits`);
    this.world.workerEnded(this);
    this.process.die();
  }

  private acknowledged(delivery: TaskDelivery): void {
    const task = this.broughtBy.get(delivery);
    if (task) this.world.acknowledged(task);
  }
}
