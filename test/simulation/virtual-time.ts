export interface VirtualEvent {
  readonly time: number;
  readonly sequence: number;
  /** null: cancelled, or over. */
  run: (() => void) | null;
}

/** Milliseconds that pass only by what happens: a heap of events by time, and by sequence within one moment. */
export class VirtualTime {
  now = 0;
  /** Events that have happened. */
  steps = 0;
  private made = 0;
  private readonly heap: VirtualEvent[] = [];

  after(ms: number, run: () => void): VirtualEvent {
    const event = { time: this.now + Math.max(0, ms), sequence: this.made++, run };
    this.heap.push(event);
    this.up(this.heap.length - 1);
    return event;
  }

  /** Lets the next event happen; false: there is none. */
  step(): boolean {
    for (;;) {
      const event = this.pop();
      if (!event) return false;
      const { run } = event;
      if (!run) continue;
      event.run = null;
      this.now = event.time;
      this.steps++;
      run();
      return true;
    }
  }

  /** Until `isOver`; after each event everything that it set off by promises has run. Events of others run between. */
  play(isOver: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const next = (): void => {
        try {
          if (isOver() || !this.step()) return resolve();
        } catch (error) {
          return reject(error instanceof Error ? error : new Error(String(error)));
        }
        setImmediate(next);
      };
      setImmediate(next);
    });
  }

  private pop(): VirtualEvent | undefined {
    const { heap } = this;
    const [first] = heap;
    const last = heap.pop();
    if (last && heap.length > 0) {
      heap[0] = last;
      this.down(0);
    }
    return first;
  }

  private up(at: number): void {
    const { heap } = this;
    const event = heap[at]!;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!isBefore(event, heap[parent]!)) break;
      heap[at] = heap[parent]!;
      at = parent;
    }
    heap[at] = event;
  }

  private down(at: number): void {
    const { heap } = this;
    const event = heap[at]!;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && isBefore(heap[child + 1]!, heap[child]!)) child++;
      if (!isBefore(heap[child]!, event)) break;
      heap[at] = heap[child]!;
      at = child;
    }
    heap[at] = event;
  }
}

const isBefore = (a: VirtualEvent, b: VirtualEvent): boolean =>
  a.time < b.time || (a.time === b.time && a.sequence < b.sequence);
