import { endActiveJob, retryJob } from '#jobs';
import type { Random } from '../oracle/random.js';
import { Faults } from './faults.js';
import { isActive, type JobRow } from './model-tables.js';
import type { WorkerPlan } from './model-worker.js';
import type { World } from './world.js';

const CALM_SHARE = 0.25;
/** Recovery after the last fault; then what is left to compute. */
const RECOVERY_MS = 45_000;
const TASK_MAX_MS = 25_000;
/** Of tasks one after the other, most of them short. */
const TASK_USUAL_MS = 5_000;
const DRAIN_MAX_MS = 25_000;

/** What people and faults do in one seed, and whether all comes to its end. */
export class Scenario {
  private readonly random: Random;
  private readonly partitions: number;
  private readonly jobs: number;
  private readonly plans: readonly WorkerPlan[];
  private jobNo = 0;
  private phase: 'WORK' | 'CLEAN-UP' | 'DRAIN' | 'OVER' = 'WORK';
  private deadline = Infinity;
  private askedAt = 0;

  constructor(private readonly world: World) {
    const { random } = world;
    this.random = random;
    this.partitions = 4 + random.below(7);
    this.jobs = random.chance(0.3) ? 2 : 1;
    this.plans = planWorkers(random, this.partitions);
    world.server.mayTerminate = random.chance(0.7);
    if (random.chance(0.2)) world.broker.isUp = false;
    for (const plan of this.plans) this.startLater(plan, random.next() * 2_000);
    world.time.after(random.next() * 1_500, () => this.nextJob());
    this.disturb();
    this.look();
  }

  get isOver(): boolean {
    return this.phase === 'OVER' || this.world.broken !== null;
  }

  private disturb(): void {
    const { world, random } = this;
    if (random.chance(CALM_SHARE)) {
      world.calmSince = 0;
      world.weather = { ...world.weather, longTasks: random.chance(0.3) };
      if (random.chance(0.3)) world.time.after(500 + random.next() * 6_000, () => this.drainOne());
    } else {
      world.weather = {
        taskFaults: random.chance(0.4) ? random.next() * 0.3 : 0,
        resourceFaults: random.chance(0.05) ? 0.02 : 0,
        longTasks: random.chance(0.4),
      };
      const faults = new Faults(world, (plan) => this.startLater(plan, 300 + random.next() * 3_000));
      const ms = 4_000 + random.next() * 22_000;
      faults.begin(ms);
      world.time.after(ms, () => this.becomeCalm(faults));
    }
    if (random.chance(0.2)) world.time.after(500 + random.next() * 8_000, () => void this.cancel());
  }

  private becomeCalm(faults: Faults): void {
    const { world } = this;
    world.note(() => 'calm');
    faults.end();
    world.weather = { taskFaults: 0, resourceFaults: 0, longTasks: false };
    world.calmSince = world.time.now;
  }

  private startLater(plan: WorkerPlan, ms: number): void {
    this.world.time.after(
      ms,
      () => void (this.phase === 'WORK' || this.phase === 'CLEAN-UP' ? this.world.startWorker(plan) : null),
    );
  }

  private drainOne(): void {
    const worker = this.random.pick(this.world.liveWorkers);
    if (!worker) return;
    this.world.note(() => `${worker.process.name} drains`);
    worker.drain();
    this.startLater(worker.plan, this.random.next() * 3_000);
  }

  private nextJob(): void {
    const { world, random } = this;
    // Creating a job is one synchronous transaction: it is there or it is not.
    if (!world.server.isUp || world.server.tables.activeJob) return void world.time.after(500, () => this.nextJob());
    this.jobNo++;
    world.addJob(this.jobNo, this.partitions, random.chance(0.8));
  }

  private async cancel(): Promise<void> {
    const { world } = this;
    const job = world.server.tables.activeJob;
    if (!job) return;
    world.note(() => `job ${job.jobNo} shall be cancelled`);
    world.rules.cancelAsked.add(job.jobId);
    try {
      await endActiveJob(world.api.database, job.jobId, 'CANCELLED', null);
    } catch (error) {
      world.note(() => `the API: ${(error as Error).message}`);
    }
  }

  private async retry(job: JobRow): Promise<void> {
    this.world.note(() => `job ${job.jobNo} is taken up again`);
    try {
      await retryJob(this.world.api.database, job.jobId);
      if (job.jobNo < this.jobNo) this.world.fail(`job ${job.jobNo} is taken up again, and a later one is shown`);
    } catch (error) {
      this.world.note(() => `the API: ${(error as Error).message}`);
    }
  }

  /** Somebody wants the result of a job that failed before `shown` was released. */
  private retryEarlier(shown: JobRow): void {
    for (const { value } of this.world.server.tables.jobs.values()) {
      if (value && value.status === 'FAILED' && value.jobNo < shown.jobNo) void this.retry(value);
    }
  }

  /** Twice a second: whether the seed has come to its next phase, or should have. */
  private look(): void {
    const { world } = this;
    if (this.isOver) return;
    const { now } = world.time;
    if (this.deadline === Infinity && world.calmSince !== null) {
      this.deadline = Math.max(now, 2_000) + RECOVERY_MS + 2 * TASK_MAX_MS + this.partitions * TASK_USUAL_MS;
    }
    const job = world.server.tables.jobs.get(`job-${this.jobNo}`)?.value;
    if (this.phase === 'WORK' && job && !isActive(job)) this.jobEnded(job);
    else if (this.phase === 'CLEAN-UP' && this.isClean()) this.drainAll();
    else if (this.phase === 'DRAIN' && world.liveWorkers.length === 0) this.phase = 'OVER';
    if (now > this.deadline) world.fail(`no end in sight: ${this.phase}, job ${job?.jobNo} is ${job?.status}`);
    world.time.after(500, () => this.look());
  }

  private jobEnded(job: JobRow): void {
    const { world } = this;
    const { now } = world.time;
    if (now < this.askedAt + 3_000) return;
    this.askedAt = now;
    const isRetryable = job.status === 'FAILED' && !world.rules.falsified.has(job.jobNo);
    if (isRetryable && (world.calmSince !== null || this.random.chance(0.5))) {
      this.prolong();
      return void this.retry(job);
    }
    if (job.status === 'COMPLETED') this.retryEarlier(job);
    if (this.jobNo < this.jobs) {
      this.prolong();
      return this.nextJob();
    }
    if (world.calmSince === null) return;
    this.phase = 'CLEAN-UP';
    this.deadline = now + RECOVERY_MS;
  }

  private prolong(): void {
    if (this.deadline !== Infinity) {
      this.deadline = this.world.time.now + RECOVERY_MS + 2 * TASK_MAX_MS + this.partitions * TASK_USUAL_MS;
    }
  }

  /** No table of a generation is left that nobody needs. */
  private isClean(): boolean {
    const { tables } = this.world.server;
    const { generation, previous } = tables.released.value!;
    const held = [...tables.generations.values()].flatMap(({ value }) => value ?? []);
    return held.every(({ jobNo }) => {
      const job = tables.jobs.get(`job-${jobNo}`)!.value!;
      return jobNo === generation || jobNo === previous || (job.status === 'FAILED' && jobNo === this.jobNo);
    });
  }

  private drainAll(): void {
    this.phase = 'DRAIN';
    this.deadline = this.world.time.now + DRAIN_MAX_MS;
    for (const worker of this.world.liveWorkers) worker.drain();
  }
}

/** One to four workers, sometimes each for a range of its own; together they take everything. */
function planWorkers(random: Random, partitions: number): WorkerPlan[] {
  const count = random.weighted([
    [3, 1],
    [6, 2],
    [3, 3],
    [1, 4],
  ]);
  const kind = random.chance(0.3) ? ('PRIVATE' as const) : ('SHARED' as const);
  const isPinned = count > 1 && random.chance(0.25);
  const size = Math.ceil(partitions / count);
  return Array.from({ length: count }, (_, n) => ({
    lanes: 1 + random.below(3),
    kind,
    partitionStart: isPinned ? n * size : 0,
    partitionEnd: isPinned && n < count - 1 ? (n + 1) * size - 1 : 63,
  }));
}
