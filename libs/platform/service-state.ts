/** How often the event loop must turn at least for the process to count as alive. */
const BEAT_EVERY_MS = 1_000;
/** A beat later than this is missed; no request, garbage collection or import takes so long. */
const BEAT_LATE_MS = 5_000;
/** One long block is over when it can be noticed; so many in a row mean that the loop is hardly ever free. */
const MISSED_BEATS_MAX = 3;

/** The life of a service in one process: starting, started, draining; and whether its event loop turns. */
export class ServiceState {
  private started = false;
  private draining = false;
  private missed = 0;
  private beatAt = performance.now();
  private readonly timer: NodeJS.Timeout;

  constructor(private readonly now: () => number = () => performance.now()) {
    this.beatAt = now();
    this.timer = setInterval(() => this.beat(), BEAT_EVERY_MS);
    this.timer.unref();
  }

  /** The database was reached and its schema checked; stays true when the database goes away later. */
  get isStarted(): boolean {
    return this.started;
  }

  /** The process was told to stop: it must get no further work. */
  get isDraining(): boolean {
    return this.draining;
  }

  /**
   * Whether the event loop turns. A loop that is blocked answers no probe at all; this finds the one that is blocked
   * again and again and answers in between.
   */
  get isAlive(): boolean {
    return this.missed < MISSED_BEATS_MAX;
  }

  start(): void {
    this.started = true;
  }

  drain(): void {
    this.draining = true;
  }

  /** Ends the heartbeat. */
  close(): void {
    clearInterval(this.timer);
  }

  private beat(): void {
    const now = this.now();
    this.missed = now - this.beatAt > BEAT_LATE_MS ? this.missed + 1 : 0;
    this.beatAt = now;
  }
}
