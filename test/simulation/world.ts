import type { ClaimedTask, Database } from '#database';
import type { FaultCause } from '../../apps/worker/lane-messages.js';
import { Random } from '../oracle/random.js';
import { modelDatabase } from './model-database.js';
import type { Fate } from './model-lane.js';
import { ModelLink } from './model-link.js';
import { ModelProcess } from './model-process.js';
import { ModelServer } from './model-server.js';
import { ModelBroker } from './model-transport.js';
import { ModelWorker, type WorkerHost, type WorkerPlan } from './model-worker.js';
import { Rules } from './rules.js';
import { VirtualTime } from './virtual-time.js';
import type { Watched } from './watched.js';

const TICK_MS = 500;

/** What may happen to tasks by themselves. */
export interface Weather {
  readonly taskFaults: number;
  readonly resourceFaults: number;
  readonly longTasks: boolean;
}

/** Everything that one seed simulates, and the rules that it must keep. */
export class World implements Watched, WorkerHost {
  readonly time = new VirtualTime();
  readonly random: Random;
  readonly server: ModelServer;
  readonly broker: ModelBroker;
  readonly rules: Rules;
  readonly api: { readonly process: ModelProcess; readonly link: ModelLink; readonly database: Database };
  workers: ModelWorker[] = [];
  weather: Weather = { taskFaults: 0, resourceFaults: 0, longTasks: false };
  /** Since when there are no faults; null: there are. */
  calmSince: number | null = null;
  /** Which rule was broken. */
  broken: string | null = null;
  private readonly trace: string[] | null;
  private readonly networkRandom: Random;
  private started = 0;

  constructor(seed: number, options: { readonly trace: boolean }) {
    this.random = new Random(seed);
    this.networkRandom = new Random(seed ^ 0x5bd1e995);
    this.trace = options.trace ? [] : null;
    this.rules = new Rules(this);
    this.server = new ModelServer(this.time, (changes, forgotten) => this.rules.changed(changes, forgotten));
    this.broker = new ModelBroker(this.time, new Random(seed ^ 0x2545f491));
    const process = new ModelProcess(this.time, 'api');
    const link = new ModelLink(process, this.server, this.networkRandom);
    this.api = { process, link, database: modelDatabase(link) };
    this.tick();
  }

  get links(): ModelLink[] {
    return [this.api.link, ...this.workers.map(({ link }) => link)];
  }

  get liveWorkers(): ModelWorker[] {
    return this.workers.filter(({ process }) => process.state !== 'DEAD');
  }

  startWorker(plan: WorkerPlan): ModelWorker {
    const name = `w${++this.started}`;
    const { random } = this;
    // A machine's clock may be wrong by a day, and run fast: nothing that is shared may go by it.
    const process = new ModelProcess(this.time, name, 1 + random.next() * 0.3, (random.next() - 0.5) * 86_400_000);
    const link = new ModelLink(process, this.server, this.networkRandom);
    const broker = plan.kind === 'SHARED' ? this.broker : new ModelBroker(this.time, this.networkRandom);
    const worker = new ModelWorker(this, plan, process, link, broker);
    this.workers = [...this.liveWorkers, worker];
    this.note(() => `${name} starts with ${plan.lanes} lane(s) for ${plan.partitionStart}-${plan.partitionEnd}`);
    worker.start();
    return worker;
  }

  /** Writes a job as the API does, and tells of it by whatever still works. */
  addJob(jobNo: number, partitions: number, announced: boolean): string {
    const jobId = `job-${jobNo}`;
    const all = Array.from({ length: partitions }, (_, n) => n);
    this.server.tables.addJob(jobId, jobNo, all);
    this.note(() => `job ${jobNo} of ${partitions} partitions${announced ? ', announced' : ''}`);
    if (announced && this.broker.isUp) {
      for (const partitionNo of all) this.broker.publish({ jobId, partitionNo, attempt: 1 });
    }
    for (const session of this.server.sessions) if (session.isListening) session.onNotice();
    return jobId;
  }

  fateOf(): Fate {
    const { random, weather } = this;
    const rows = BigInt(1 + random.below(1_000));
    const fault = random.chance(weather.taskFaults)
      ? 'TASK'
      : random.chance(weather.resourceFaults)
        ? 'RESOURCES'
        : null;
    return { ms: this.taskMs(), fault, rows, sum: BigInt(random.below(1_000_000_000)) };
  }

  failed(task: ClaimedTask, cause: 'TASK' | 'RESOURCES'): void {
    this.rules.laneFailed(task, cause);
  }

  workerEnded(worker: ModelWorker): void {
    this.rules.workerEnded(worker);
  }

  acknowledged(task: ClaimedTask): void {
    this.rules.acknowledged(task);
  }

  reported(task: ClaimedTask): void {
    this.rules.laneReported(task);
  }

  stopped(task: ClaimedTask, cause: FaultCause): void {
    this.rules.laneStopped(task, cause);
  }

  fail(rule: string): void {
    this.note(() => `BROKEN: ${rule}`);
    this.broken ??= `at ${(this.time.now / 1000).toFixed(3)} s: ${rule}`;
  }

  note(line: () => string): void {
    this.trace?.push(`${(this.time.now / 1000).toFixed(3).padStart(9)}  ${line()}`);
  }

  /** The last lines of what happened. */
  story(lines: number): string {
    return (this.trace ?? []).slice(-lines).join('\n');
  }

  private taskMs(): number {
    const { random } = this;
    if (!this.weather.longTasks) return 100 + random.next() * 1_400;
    return random.weighted([
      [16, 200 + random.next() * 2_300],
      [3, 2_500 + random.next() * 6_000],
      [1, 10_000 + random.next() * 15_000],
    ]);
  }

  private tick(): void {
    this.server.tick();
    for (const link of this.links) link.tick();
    this.rules.tick();
    this.time.after(TICK_MS, () => this.tick());
  }
}
