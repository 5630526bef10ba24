import type { Database } from '#database';
import { type HealthPort, openHealthPort } from '#health';
import {
  addDatabaseMetrics,
  addPoolMetrics,
  addTransportMetrics,
  type Connections,
  openConnections,
  type StartEvents,
} from '#jobs';
import { type Config, type Log, Metrics, openTracing, ServiceState, type Tracing, VERSION } from '#platform';
import type { Worker } from './build-worker.js';
import { createWorker, type WorkerApp } from './create-worker.js';
import { WORKER } from './tokens.js';
import { WorkerModule } from './worker.module.js';

/** Whoever started this worker has migrated the database, or is told to. */
const CONNECTIONS = { applicationName: 'costing worker', migrate: false } as const;
const PROBES = { max: 1, waitMs: 2_000, lockWaitMs: 2_000 };

/** One worker process: health port first, then its connections, then its loop; the end in the opposite order. */
export class WorkerService {
  private readonly state = new ServiceState();
  readonly metrics = new Metrics('worker', VERSION);
  private healthPort: HealthPort | null = null;
  private worker: Worker | null = null;
  private app: WorkerApp | null = null;
  private hasBroker = false;
  private isStopped = false;

  private constructor(
    private readonly config: Config,
    private readonly log: Log,
    private readonly connections: Connections,
    readonly tracing: Tracing,
    private readonly onFailure: StartEvents['onFailure'],
  ) {}

  /** Asks no server yet. `onFailure` is told when the broker refuses the worker after its start. */
  static async open(config: Config, log: Log, { onFailure }: Pick<StartEvents, 'onFailure'>): Promise<WorkerService> {
    const tracing = await openTracing(config.tracing, 'costing-worker', VERSION);
    return new WorkerService(config, log, await openConnections(config, log, CONNECTIONS), tracing, onFailure);
  }

  /** Answers probes and scrapes on HEALTH_PORT. Throws `CostingError` PORT_TAKEN, HOST_UNKNOWN. */
  async listen(): Promise<void> {
    const { metrics, log } = this;
    const { transport, database: own } = this.connections;
    const database: Database = own.withPool('costing worker probes', PROBES);
    const scraped = own.withPool('costing worker metrics', PROBES);
    addDatabaseMetrics(metrics, scraped, log);
    addPoolMetrics(metrics, { worker: own, probes: database });
    addTransportMetrics(metrics, transport, log);
    const parts = { state: this.state, database, transport, version: VERSION, metrics };
    this.healthPort = await openHealthPort(this.config.health, parts, this.log);
  }

  /**
   * Works until `stop`, or until the job `untilJob` has ended. `onReady` is told the worker's name. Throws what
   * `Connections.start` throws, unless `stop` ended the start.
   */
  async run(untilJob: string | null, onReady: (worker: string) => void): Promise<void> {
    try {
      await this.start();
    } catch (error) {
      if (this.isStopped) return;
      throw error;
    }
    const { worker, loop, watch, retention } = this.worker!;
    onReady(worker);
    if (this.isStopped) return;
    // Who is there for one job begins no others, and looks after nothing while that is at work.
    if (untilJob === null) {
      watch?.start();
      retention.start();
    }
    await loop.run(untilJob);
    if (untilJob !== null) retention.start();
  }

  /** Unready at once; lanes finish what they compute or give it back, and `run` returns. Ends a start that waits. */
  stop(): void {
    this.isStopped = true;
    this.state.drain();
    this.worker?.watch?.stop();
    this.worker?.loop.drain();
    if (!this.worker) void this.connections.close();
  }

  async close(): Promise<void> {
    this.worker?.watch?.stop();
    await this.worker?.retention.stop();
    await this.app?.app.close();
    await this.connections.close();
    await this.tracing.stop();
    await this.healthPort?.close();
    this.state.close();
  }

  private async start(): Promise<void> {
    const { connections } = this;
    await connections.start({ onBroker: () => this.heedBroker(), onFailure: this.onFailure });
    const module = WorkerModule.forRoot(this.config, this.log, connections, this);
    this.app = await createWorker(this.config, this.log, module);
    if (this.hasBroker) await this.app.listen();
    this.worker = this.app.app.get<Worker>(WORKER);
    this.state.start();
  }

  /** The broker is perhaps there before the database, and the application is made when both are. */
  private async heedBroker(): Promise<void> {
    this.hasBroker = true;
    await this.app?.listen();
  }
}
