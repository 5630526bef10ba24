import { type Database, type ExportFormat, type FailedVariantPosition, type Job, rowFormat } from '#database';
import { failedVariantDocument, listFailures } from '#jobs';
import { OutputClosed, outputPipe } from './output-pipe.js';

const COLUMNS = ['sku', 'variant_id', 'code', 'routing', 'step', 'name', 'item', 'message'] as const;
const PAGE = 1_000;

/** Writes every variant that failed in a job with its cause to stdout. Throws `FAILURES_NOT_HELD` when they are forgotten. */
export async function writeFailures(database: Database, job: Job, format: ExportFormat): Promise<void> {
  const rows = rowFormat(format);
  const output = outputPipe();
  let after: FailedVariantPosition | null = null;
  try {
    for (;;) {
      const page = await listFailures(database, job, { after, limit: PAGE });
      const text = page.map((failure) => {
        const document = failedVariantDocument(failure);
        return COLUMNS.map((column, n) => rows.before(column, n) + rows.text(document[column])).join('') + rows.end;
      });
      if (after === null) text.unshift(rows.header(COLUMNS));
      await output.write(Buffer.from(text.join('')));
      if (page.length < PAGE) return;
      after = page.at(-1)!;
    }
  } catch (error) {
    if (!(error instanceof OutputClosed)) throw error;
  }
}
