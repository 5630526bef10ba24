interface Waiting {
  readonly begin: () => void;
  readonly timer: NodeJS.Timeout;
}

/** Lets a few at a time do something, in the order in which they come; who waits too long is turned away. */
export class Turns {
  private running = 0;
  private readonly waiting: Waiting[] = [];

  constructor(
    private readonly atOnce: number,
    private readonly waitMs: number,
    /** Whoever waited in vain is told this. */
    private readonly turnedAway: () => Error,
  ) {}

  async take<T>(work: () => Promise<T>): Promise<T> {
    if (this.running >= this.atOnce) await this.wait();
    else this.running++;
    try {
      return await work();
    } finally {
      const next = this.waiting.shift();
      if (next) {
        clearTimeout(next.timer);
        next.begin();
      } else this.running--;
    }
  }

  private wait(): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.waiting.splice(this.waiting.indexOf(waiting), 1);
        reject(this.turnedAway());
      }, this.waitMs);
      const waiting: Waiting = { begin: resolve, timer };
      this.waiting.push(waiting);
    });
  }
}
