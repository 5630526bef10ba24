import type { CatalogueDraft } from '../catalogue/catalogue-draft.js';
import type { FaultList } from '../catalogue/faults.js';
import { quoted } from '../catalogue/field-reader.js';
import type { JsonObject } from '../catalogue/json-text.js';
import { Place } from '../catalogue/place.js';
import { normalizeCode } from '../catalogue/text-rules.js';
import type { RepeatedSkus } from '../sql/import-variants.js';
import { readNdjsonLines } from '../ndjson/ndjson-file.js';
import { readLine } from '../ndjson/ndjson-variants.js';
import { fieldText, readCsvRecords } from './csv-file.js';
import { unprotectCell } from './spreadsheet-cell.js';

/**
 * Reports SKUs that the database found twice. Which lines they stand in is read from the files once more: keeping a
 * line number with every row would cost each import what only a faulty one needs.
 */
export async function reportRepeated(
  { skus, rows }: RepeatedSkus,
  draft: CatalogueDraft,
  faults: FaultList,
): Promise<void> {
  const first = new Map<string, Place | null>(skus.map((sku) => [sku, null]));
  let reported = 0;
  const see = (sku: string, place: () => Place): void => {
    const before = first.get(sku);
    if (before === undefined) return;
    if (before === null) first.set(sku, place());
    else {
      faults.add(place(), 'DUPLICATE', `${quoted(sku)} is already given at ${before}`);
      reported++;
    }
  };
  for (const { sku, place } of draft.variants) see(sku, () => place.at('sku'));
  for (const file of draft.variantFiles) {
    const column = file.header?.indexOf('sku') ?? -1;
    if (column < 0) continue;
    await readCsvRecords(file, {
      onRecord(record) {
        // A record of another length was reported and not loaded.
        if (record.count !== file.header?.length) return;
        const sku = normalizeCode(unprotectCell(fieldText(record, column)));
        see(sku, () => Place.line(file.name, record.line).at('sku'));
      },
      onFault: () => undefined,
    });
  }
  for (const file of draft.variantLines) {
    await readNdjsonLines(file, (line, bytes) => {
      const variant = readLine(bytes, () => undefined);
      const sku = variant instanceof Map ? (variant as JsonObject).get('sku') : undefined;
      if (typeof sku === 'string') see(normalizeCode(sku), () => Place.line(file.name, line).at('sku'));
    });
  }
  faults.addUnlisted('DUPLICATE', rows - reported);
}
