import type { Database } from '../open-database.js';
import { type ExportedRate, readRatesAfter } from '../sql/export.js';
import { withSharedSnapshot } from '../shared-snapshot.js';
import { type ExportOutput, ExportStream } from './export-stream.js';
import { type ExportFormat, type RowFormat, rowFormat, type TableSpelling } from './row-format.js';

/** Of the two ways to say when a rate ends the one that is stored: the first day without it. */
const RATE_COLUMNS = ['parameter_key', 'item', 'rate_value', 'effective_date', 'expired_date', 'notes'] as const;
const RATES_AT_ONCE = 5_000;

/**
 * Writes all dated rates of one moment as an import takes them, by parameter, item and date; resolves with their number.
 */
export async function exportRates(
  { connection }: Pick<Database, 'connection'>,
  output: ExportOutput,
  { format, table }: { readonly format: ExportFormat; readonly table?: TableSpelling },
): Promise<number> {
  return withSharedSnapshot(connection, 1, 'costing export', async ([client]) => {
    const stream = new ExportStream(output);
    const rows = rowFormat(format, table);
    stream.text(rows.header(RATE_COLUMNS));
    let after: ExportedRate | null = null;
    for (;;) {
      const rates: ExportedRate[] = await readRatesAfter(client!, after, RATES_AT_ONCE);
      for (const rate of rates) stream.text(rateRow(rate, rows));
      stream.rows += rates.length;
      await stream.ready();
      after = rates.at(-1) ?? null;
      if (rates.length < RATES_AT_ONCE) break;
    }
    await stream.finish();
    return stream.rows;
  });
}

function rateRow(rate: ExportedRate, format: RowFormat): string {
  const values = {
    parameter_key: format.exact(rate.parameter_key),
    item: format.text(rate.item),
    rate_value: format.decimal(rate.rate_value),
    effective_date: format.exact(rate.effective_date),
    expired_date: format.exact(rate.expired_date),
    notes: format.text(rate.notes),
  };
  return RATE_COLUMNS.map((column, n) => format.before(column, n) + values[column]).join('') + format.end;
}
