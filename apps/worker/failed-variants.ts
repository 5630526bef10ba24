import type { CompiledRouting } from '#costing';
import type { ErrorCount } from '#database';
import { VariantIds } from './variant-ids.js';

const SAMPLES_MAX = 5;
/** More different causes than any real catalogue has; the rest is counted together. */
const CAUSES_MAX = 500;

/** Failed variants of a partition: counted by cause with a few samples, and all their ids at 16 bytes each. */
export class FailedVariants {
  private readonly ids = new VariantIds();
  private readonly byCause = new Map<
    string,
    { error: Omit<ErrorCount, 'count' | 'samples'>; count: number; samples: string[] }
  >();

  get count(): number {
    return this.ids.count;
  }

  /** The variant that `routing` has loaded; its id lies in `row` at `idAt`. */
  add(row: DataView, idAt: number, routing: CompiledRouting): void {
    const { code, step, name, message } = routing.failure();
    this.addCause(row, idAt, { code, routing: routing.code, step, name, message });
  }

  addUnknownRouting(row: DataView, idAt: number, routingId: number): void {
    const message = `the job knows no routing with id ${routingId}: it was deleted, or made after the job began`;
    this.addCause(row, idAt, { code: 'UNKNOWN_ROUTING', routing: String(routingId), step: '', name: '', message });
  }

  causes(): ErrorCount[] {
    return [...this.byCause.values()].map(({ error, count, samples }) => ({ ...error, count, samples }));
  }

  idsInChunks(chunkBytes: number): Generator<Buffer> {
    return this.ids.inChunks(chunkBytes);
  }

  private addCause(row: DataView, idAt: number, error: Omit<ErrorCount, 'count' | 'samples'>): void {
    const place = this.ids.add(row, idAt);
    let key = [error.code, error.routing, error.step, error.name].join('\n');
    if (this.byCause.size >= CAUSES_MAX && !this.byCause.has(key)) {
      error = { code: 'OTHER', routing: '', step: '', name: '', message: 'further causes, not told apart' };
      key = 'OTHER';
    }
    let cause = this.byCause.get(key);
    if (!cause) this.byCause.set(key, (cause = { error, count: 0, samples: [] }));
    cause.count++;
    if (cause.samples.length < SAMPLES_MAX) cause.samples.push(this.ids.text(place));
  }
}
