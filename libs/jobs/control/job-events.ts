import { CONTROL, type JobEvent } from './control-messages.js';

/** How a worker tells the APIs that a job went on. Nothing here throws or waits: the ledger knows it all, too. */
export interface JobEvents {
  /** Something about the job changed. As often as one likes: it is told a few times a second. */
  progress(jobId: string): void;
  /** The job has ended, whichever way. */
  finished(jobId: string): void;
}

/** So that 64 tasks of a small job are no 64 messages. */
const PROGRESS_EVERY_MS = 250;

/** Tells by `emit`, which neither throws nor waits. */
export class ThrottledJobEvents implements JobEvents {
  private readonly changed = new Set<string>();
  private timer: NodeJS.Timeout | null = null;

  constructor(private readonly emit: (subject: string, event: JobEvent) => void) {}

  /** The first at once; then one each 250 ms, the last one never left out. */
  progress(jobId: string): void {
    this.changed.add(jobId);
    if (!this.timer) this.tell();
  }

  finished(jobId: string): void {
    this.changed.delete(jobId);
    this.emit(CONTROL.progress, { job_id: jobId });
    this.emit(CONTROL.finished, { job_id: jobId });
  }

  /** What was not told yet is told now. */
  close(): void {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    for (const jobId of this.changed) this.emit(CONTROL.progress, { job_id: jobId });
    this.changed.clear();
  }

  private tell(): void {
    this.timer = null;
    if (this.changed.size === 0) return;
    for (const jobId of this.changed) this.emit(CONTROL.progress, { job_id: jobId });
    this.changed.clear();
    this.timer = setTimeout(() => this.tell(), PROGRESS_EVERY_MS);
    this.timer.unref();
  }
}
