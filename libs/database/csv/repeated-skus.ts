import type { WarningList } from '#platform';
import type { CatalogueDraft } from '../catalogue/catalogue-draft.js';
import type { FaultList } from '../catalogue/faults.js';
import { quoted } from '../catalogue/field-reader.js';
import type { JsonObject } from '../catalogue/json-text.js';
import { Place } from '../catalogue/place.js';
import { normalizeCode } from '../catalogue/text-rules.js';
import type { AlmostSame, RepeatedSkus } from '../sql/import-variants.js';
import { readNdjsonLines } from '../ndjson/ndjson-file.js';
import { readLine } from '../ndjson/ndjson-variants.js';
import { fieldText, readCsvRecords } from './csv-file.js';
import { recordFault } from './csv-header.js';
import { unprotectCell } from './spreadsheet-cell.js';

/** Reports SKUs that the database found twice. */
export async function reportRepeated(
  { skus, rows }: RepeatedSkus,
  draft: CatalogueDraft,
  faults: FaultList,
): Promise<void> {
  const first = new Map<string, Place>();
  let reported = 0;
  await seePlaces(skus, draft, (sku, place) => {
    const before = first.get(sku);
    if (before === undefined) return void first.set(sku, place);
    faults.add(place, 'DUPLICATE', `${quoted(sku)} is already given at ${before}`, 'given twice');
    reported++;
  });
  faults.addUnlisted('DUPLICATE', rows - reported);
}

/** Reports SKUs that are not in the catalogue, in tables without the columns that a new variant needs. */
export async function reportIncomplete(
  { skus, rows }: RepeatedSkus,
  draft: CatalogueDraft,
  faults: FaultList,
): Promise<void> {
  let reported = 0;
  await seePlaces(skus, draft, (sku, place) => {
    const message =
      `${quoted(sku)} is not in the catalogue, and the table has no columns master_yarn and routing, which a new ` +
      'variant needs: is the SKU right?';
    faults.add(place, 'UNKNOWN_SKU', message, 'no master_yarn and routing');
    reported++;
  });
  faults.addUnlisted('UNKNOWN_SKU', rows - reported);
}

/** Warns of new SKUs that are almost the same as others. */
export async function warnOfAlmostSame(
  pairs: readonly AlmostSame[],
  draft: CatalogueDraft,
  warnings: WarningList,
): Promise<void> {
  if (pairs.length === 0) return;
  const others = new Map(pairs.map(({ sku, other }) => [sku, other]));
  await seePlaces([...others.keys()], draft, (sku, place) => {
    warnings.add(
      'ALMOST_THE_SAME_SKU',
      ALMOST_SAME,
      `${place.toString()}: ${quoted(sku)} beside ${quoted(others.get(sku)!)}`,
    );
  });
}

const ALMOST_SAME = 'new SKUs differ from others by capitals or leading zeros alone: are they the same articles?';

/**
 * Says where these SKUs stand. The files are read once more for it: keeping a line number with every row would cost each
 * import what only a faulty one needs.
 */
async function seePlaces(
  skus: readonly string[],
  draft: CatalogueDraft,
  onPlace: (sku: string, place: Place) => void,
): Promise<void> {
  const asked = new Set(skus);
  const see = (sku: string, place: () => Place): void => {
    if (asked.has(sku)) onPlace(sku, place());
  };
  for (const { sku, place } of draft.variants) see(sku, () => place.at('sku'));
  for (const file of draft.variantFiles) {
    const column = file.header.indexOf('sku');
    await readCsvRecords(file, {
      onRecord(record) {
        // A record with a fault was reported and not loaded.
        if (recordFault(record, file) !== null) return;
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
}
