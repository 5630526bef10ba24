import type { Random } from '../oracle/random.js';
import type { LeafRow } from './model-tables.js';
import { NO_BROKER_FAULTS } from './model-transport.js';
import type { ModelWorker, WorkerPlan } from './model-worker.js';
import type { World } from './world.js';

type Fault = (faults: Faults) => void;

/** Every kind of fault, by how often a seed has it. */
const KINDS: readonly (readonly [weight: number, fault: Fault])[] = [
  [4, (faults) => faults.kill()],
  [4, (faults) => faults.freeze()],
  [3, (faults) => faults.blacken()],
  [3, (faults) => faults.terminate()],
  [4, (faults) => faults.crashServer()],
  [2, (faults) => faults.breakConnections()],
  [2, (faults) => faults.stopBroker()],
  [2, (faults) => faults.wipeBroker()],
  [2, (faults) => faults.disturbBroker()],
  [2, (faults) => faults.drain()],
  [1, (faults) => faults.falsify()],
];
const KINDS_MAX = 4;

/** The faults of one seed: a few kinds of them, each some times, and the way back to calm. */
export class Faults {
  private readonly random: Random;
  private over = false;

  constructor(
    private readonly world: World,
    private readonly restart: (plan: WorkerPlan) => void,
  ) {
    this.random = world.random;
  }

  begin(ms: number): void {
    const kinds = Array.from({ length: 1 + this.random.below(KINDS_MAX) }, () => this.random.weighted(KINDS));
    const count = 1 + this.random.below(7);
    for (let n = 0; n < count; n++) {
      const fault = this.random.pick(kinds);
      this.world.time.after(this.random.next() * ms, () => void (this.over || fault(this)));
    }
  }

  end(): void {
    const { world } = this;
    this.over = true;
    if (!world.server.isUp) world.server.start();
    world.broker.faults = NO_BROKER_FAULTS;
    for (const link of world.links) {
      link.breakShare = 0;
      link.heal();
    }
    for (const { process } of world.workers) process.goOn();
  }

  kill(): void {
    const worker = this.someWorker();
    if (!worker) return;
    this.world.note(() => `${worker.process.name} is killed`);
    worker.process.die();
    this.restart(worker.plan);
  }

  drain(): void {
    const worker = this.someWorker();
    if (!worker || worker.drainedAt !== null) return;
    this.world.note(() => `${worker.process.name} drains`);
    worker.drain();
    this.restart(worker.plan);
  }

  freeze(): void {
    const worker = this.someWorker();
    if (!worker) return;
    const ms = 1_000 + this.random.next() * 30_000;
    this.world.note(() => `${worker.process.name} is frozen for ${Math.round(ms)} ms`);
    worker.process.freeze();
    this.world.time.after(ms, () => worker.process.goOn());
  }

  blacken(): void {
    const link = this.random.pick(this.world.links);
    const ms = 1_000 + this.random.next() * 30_000;
    this.world.note(() => `nothing passes between ${link.process.name} and the server for ${Math.round(ms)} ms`);
    link.blackSince ??= this.world.time.now;
    this.world.time.after(ms, () => link.heal());
  }

  terminate(): void {
    const session = this.random.pick([...this.world.server.sessions]);
    if (!session) return;
    this.world.note(() => `session ${session.name} is terminated`);
    this.world.server.close(session, Object.assign(new Error('terminated'), { code: '57P01' }));
  }

  crashServer(): void {
    const { server, time } = this.world;
    if (!server.isUp) return;
    this.world.note(() => 'the server crashes');
    server.crash(this.random.next());
    time.after(100 + this.random.next() * 4_000, () => {
      if (!server.isUp) server.start();
    });
  }

  breakConnections(): void {
    const share = this.random.next() * 0.06;
    this.world.note(() => `connections break with ${share.toFixed(3)} of the statements`);
    for (const link of this.world.links) link.breakShare = share;
  }

  stopBroker(): void {
    const { broker, time } = this.world;
    if (!broker.isUp) return;
    this.world.note(() => 'the broker is away');
    broker.isUp = false;
    time.after(this.random.next() * 15_000, () => broker.start());
  }

  wipeBroker(): void {
    this.world.note(() => "the broker's store is wiped");
    this.world.broker.wipe();
  }

  disturbBroker(): void {
    const share = (): number => (this.random.chance(0.6) ? this.random.next() * 0.5 : 0);
    this.world.broker.faults = { lost: share(), doubled: share(), ackDropped: share() };
  }

  /** A stored leaf loses a row behind the ledger's back. */
  falsify(): void {
    const { tables } = this.world.server;
    const stored = [...tables.leaves.values()].filter(({ value }) => {
      const job = value && tables.jobs.get(`job-${value.jobNo}`)!.value!;
      // Not while it is being verified: what is falsified after that no check can find.
      return job?.status === 'RUNNING' && tables.tasksOf(job.jobId).some((task) => task.value!.status !== 'DONE');
    });
    const leaf = this.random.pick(stored);
    if (!leaf) return;
    const row = leaf.value as LeafRow;
    this.world.note(() => `generation ${row.jobNo} loses a row`);
    this.world.rules.falsified.add(row.jobNo);
    leaf.value = { ...row, rows: row.rows - 1n };
  }

  private someWorker(): ModelWorker | undefined {
    return this.random.pick(this.world.liveWorkers);
  }
}
