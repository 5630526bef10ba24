import { isActive, type TaskRow } from './model-tables.js';
import type { ModelWorker } from './model-worker.js';
import type { Watched } from './watched.js';

/** After the last fault: a lease, a term of the reconciler, connections that are made anew. */
const SETTLING_MS = 40_000;
const CLAIM_MAX_MS = 4_000;
const CANCEL_MAX_MS = 5_000;
const LOST_WORK_MAX_MS = 12_000;
const ANNOUNCED_WITHIN_MS = 12_000;
const HELD_MAX_MS = 16_000;
const SILENCE_MAX_MS = 60_000;
const LEASE_MS = 15_000;

/** What must go on when nothing is broken any more, checked twice a second. */
export class ProgressRules {
  private readonly waitingSince = new Map<string, number>();
  private readonly claimableSince = new Map<string, number>();
  private readonly lostSince = new Map<string, number>();
  private readonly endedAt = new Map<string, number>();

  constructor(private readonly world: Watched) {}

  jobEnded(jobId: string): void {
    this.endedAt.set(jobId, this.world.time.now);
  }

  /** No fault since so long before `moment` that everything goes well again. */
  isSettled(moment = this.world.time.now): boolean {
    const { calmSince } = this.world;
    return calmSince !== null && (calmSince === 0 || moment > calmSince + SETTLING_MS);
  }

  tick(): void {
    if (!this.isSettled()) return;
    const { tables } = this.world.server;
    const job = tables.activeJob;
    for (const { value } of tables.tasks.values()) {
      if (value && value.jobId === job?.jobId) this.checkTask(value);
    }
    for (const worker of this.world.liveWorkers) this.checkWorker(worker);
  }

  private checkTask(task: TaskRow): void {
    const { time, server, liveWorkers, broker } = this.world;
    const key = `${task.jobId}/${task.partitionNo}`;
    const isGone = task.status === 'RUNNING' && (task.leaseUntil! < time.now || !server.hasSession(task.worker!));
    const isClaimable = task.status === 'PENDING' || isGone;
    const hasIdleLane = liveWorkers.some(
      (worker) =>
        worker.drainedAt === null && worker.takes(task.partitionNo) && worker.lanes.some(({ isIdle }) => isIdle),
    );
    const waits = this.since(this.waitingSince, key, isClaimable && hasIdleLane);
    if (waits > CLAIM_MAX_MS) this.world.fail(`${key} waits for ${waits} ms beside an idle lane`);
    const claimable = this.since(this.claimableSince, key, isClaimable && broker.isUp && this.hasReconciler());
    const heard = time.now - (broker.announcedAt.get(key) ?? -Infinity);
    if (claimable > ANNOUNCED_WITHIN_MS && heard > ANNOUNCED_WITHIN_MS) {
      this.world.fail(`${key} is free since ${claimable} ms and nobody announces it`);
    }
    if (task.status === 'RUNNING' && task.leaseUntil! - LEASE_MS < time.now - SILENCE_MAX_MS) {
      this.world.fail(`${key} is in work without a heartbeat for a minute`);
    }
  }

  private checkWorker(worker: ModelWorker): void {
    const { time, server } = this.world;
    for (const lane of worker.lanes) {
      const { task } = lane;
      const row = task && server.tables.task(task.jobId, task.partitionNo)?.value;
      const isHeld = row && row.attempt === task.attempt && row.worker === task.worker && row.status !== 'PENDING';
      const lost = this.since(this.lostSince, lane.sessions[0], Boolean(task && !isHeld));
      if (lost > LOST_WORK_MAX_MS) this.world.fail(`${lane.sessions[0]} computes what is not his since ${lost} ms`);
      const job = task && server.tables.jobs.get(task.jobId)?.value;
      const ended = job && !isActive(job) ? (this.endedAt.get(job.jobId) ?? time.now) : time.now;
      if (time.now - ended > CANCEL_MAX_MS && this.isSettled(ended)) {
        this.world.fail(`${lane.sessions[0]} computes for job ${job?.jobNo}, which ended`);
      }
    }
    for (const delivery of worker.transport.held) {
      const silent = time.now - delivery.heardOfAt;
      if (silent > HELD_MAX_MS) this.world.fail(`an announcement of ${delivery.partitionNo} is held for ${silent} ms`);
    }
    if (worker.drainedAt !== null && this.isSettled(worker.drainedAt) && time.now - worker.drainedAt > 20_000) {
      this.world.fail(`worker ${worker.process.name} does not end`);
    }
  }

  private hasReconciler(): boolean {
    return this.world.liveWorkers.some(({ plan, drainedAt }) => plan.kind === 'SHARED' && drainedAt === null);
  }

  private since(times: Map<string, number>, key: string, holds: boolean): number {
    if (!holds) {
      times.delete(key);
      return 0;
    }
    if (!times.has(key)) times.set(key, this.world.time.now);
    return this.world.time.now - times.get(key)!;
  }
}
