import type { CarriedSummaries, TaskResult } from '#database';

type Totals = Pick<TaskResult, 'materialMicrosSum' | 'processMicrosSum' | 'overheadMicrosSum'>;

const COMPONENTS = [0, 1, 2] as const;
/** A value and a partial sum below this stay exact together in a double. */
const EXACT_HALF = 2 ** 52;

/** Exact sums of the three components over a partition, without a BigInt for every row. */
export class MicrosSums {
  carried = 0;
  private readonly partial = new Float64Array(3);
  private readonly exact = [0n, 0n, 0n];

  /** `micros`: material, process and overhead of one variant. */
  add(micros: Float64Array): void {
    for (const n of COMPONENTS) {
      const value = micros[n]!;
      const sum = this.partial[n]! + value;
      if (sum < EXACT_HALF && sum > -EXACT_HALF && value < EXACT_HALF && value > -EXACT_HALF) this.partial[n] = sum;
      else this.carryOver(n, value);
    }
  }

  /** Rows that were taken over from an earlier generation. */
  addCarried({ rows, materialMicros, processMicros, overheadMicros }: CarriedSummaries): void {
    this.carried += rows;
    [materialMicros, processMicros, overheadMicros].forEach((micros, n) => (this.exact[n]! += micros));
  }

  totals(): Totals {
    const [materialMicrosSum, processMicrosSum, overheadMicrosSum] = COMPONENTS.map(
      (n) => this.exact[n]! + BigInt(this.partial[n]!),
    ) as [bigint, bigint, bigint];
    return { materialMicrosSum, processMicrosSum, overheadMicrosSum };
  }

  private carryOver(n: 0 | 1 | 2, value: number): void {
    this.exact[n]! += BigInt(this.partial[n]!) + BigInt(value);
    this.partial[n] = 0;
  }
}
