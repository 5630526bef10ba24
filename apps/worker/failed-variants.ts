import type { CompiledRouting } from '#costing';
import { type ErrorCount, VARIANT_ROW } from '#database';
import { VariantIds } from './variant-ids.js';

const SAMPLES_MAX = 5;
/** More different causes than any real catalogue has; the rest is counted together. */
const CAUSES_MAX = 500;

/** Failed variants of a partition: counted by cause, and all their ids at 16 bytes each. */
export class FailedVariants {
  private readonly byCause = new Map<
    string,
    { readonly error: Omit<ErrorCount, 'count' | 'samples'>; readonly ids: VariantIds }
  >();

  count = 0;

  /** The variant that `routing` has loaded; its row begins at `start`, its parameters end at `end`. */
  add(row: DataView, start: number, end: number, routing: CompiledRouting): void {
    const yarnId = row.getInt32(start + VARIANT_ROW.masterYarnId);
    const failure = routing.explainedFailure(yarnId, row, start + VARIANT_ROW.parameters, end);
    const { code, step, name, item, message } = failure;
    this.addCause(row, start + VARIANT_ROW.id, { code, routing: routing.code, step, name, item, message });
  }

  addUnknownRouting(row: DataView, idAt: number, routingId: number): void {
    const message = `the job knows no routing with id ${routingId}: it was deleted, or made after the job began`;
    this.addCause(row, idAt, {
      code: 'UNKNOWN_ROUTING',
      routing: String(routingId),
      step: '',
      name: '',
      item: '',
      message,
    });
  }

  causes(): ErrorCount[] {
    return [...this.byCause.values()].map(({ error, ids }) => ({
      ...error,
      count: ids.count,
      samples: ids.first(SAMPLES_MAX),
    }));
  }

  /** All of them, cause by cause. */
  *idsInChunks(chunkBytes: number): Generator<Buffer> {
    for (const { ids } of this.byCause.values()) yield* ids.inChunks(chunkBytes);
  }

  /** Those of each cause, in the order of `causes`. */
  *idsByCause(
    chunkBytes: number,
  ): Generator<{ readonly causeNo: number; readonly chunkNo: number; readonly ids: Buffer }> {
    for (const [causeNo, { ids }] of [...this.byCause.values()].entries()) {
      let chunkNo = 0;
      for (const chunk of ids.inChunks(chunkBytes)) yield { causeNo, chunkNo: chunkNo++, ids: chunk };
    }
  }

  private addCause(row: DataView, idAt: number, error: Omit<ErrorCount, 'count' | 'samples'>): void {
    let key = [error.code, error.routing, error.step, error.name, error.item].join('\n');
    if (this.byCause.size >= CAUSES_MAX && !this.byCause.has(key)) {
      error = { code: 'OTHER', routing: '', step: '', name: '', item: '', message: 'further causes, not told apart' };
      key = 'OTHER';
    }
    let cause = this.byCause.get(key);
    if (!cause) this.byCause.set(key, (cause = { error, ids: new VariantIds() }));
    cause.ids.add(row, idAt);
    this.count++;
  }
}
