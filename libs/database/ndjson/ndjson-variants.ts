import { emptyDraft } from '../catalogue/catalogue-draft.js';
import type { ReferenceChecker } from '../catalogue/check-catalogue.js';
import type { FaultList } from '../catalogue/faults.js';
import { JsonLimitError, type JsonLimits, JsonSyntaxError, type JsonValue, parseJson } from '../catalogue/json-text.js';
import { Place } from '../catalogue/place.js';
import { readCatalogueEntry } from '../catalogue/read-catalogue-json.js';
import type { StoredCatalogue } from '../catalogue/stored-catalogue.js';
import type { VariantRowBlocks } from '../catalogue/variant-row-blocks.js';
import { LINE_BYTES_MAX, type NdjsonFile, type OnLine } from './ndjson-file.js';

/** A variant with 32,767 parameters fits; a line of 90,000 values kept an API from everything else for 70 ms. */
const LINE_LIMITS: JsonLimits = { valuesMax: 15_000, textLengthMax: LINE_BYTES_MAX };
const UTF_8 = new TextDecoder('utf-8', { fatal: true });

/** Turns lines, each a variant as a catalogue file has it, into rows; every fault is reported with its line. */
export class NdjsonVariants {
  private readonly draft = emptyDraft();

  constructor(
    private readonly file: NdjsonFile,
    private readonly stored: StoredCatalogue,
    private readonly checker: ReferenceChecker,
    private readonly faults: FaultList,
    /** null: check only. */
    private readonly rows: VariantRowBlocks | null,
  ) {}

  readonly onLine: OnLine = (line, bytes) => {
    const found = this.faults.count;
    const place = Place.line(this.file.name, line);
    const value = readLine(bytes, (code, message) => this.faults.add(place, code, message));
    if (value === undefined || this.faults.count > found) return;
    readCatalogueEntry('variants', value, place, this.draft, this.faults);
    const variant = this.draft.variants.pop();
    if (variant) this.checker.variant(variant);
    if (variant && this.faults.count === found) this.rows?.addDraft(variant, this.stored);
  };
}

/** The document of a line; undefined: the line is blank, or has a fault. */
export function readLine(
  bytes: Buffer | null,
  onFault: (code: string, message: string) => void,
): JsonValue | undefined {
  if (bytes === null) {
    onFault('LINE_TOO_LONG', `has more than ${LINE_BYTES_MAX} bytes`);
    return undefined;
  }
  try {
    // Also takes a byte order mark off.
    const text = UTF_8.decode(bytes);
    if (text.trim() === '') return undefined;
    const { value, repeated } = parseJson(text, undefined, LINE_LIMITS);
    for (const { key, column } of repeated) {
      onFault('DUPLICATE', `column ${column}: the member ${JSON.stringify(key)} stands twice in one object`);
    }
    return value;
  } catch (error) {
    if (error instanceof JsonLimitError) onFault(error.code, `column ${error.column}: ${error.message}`);
    else if (error instanceof JsonSyntaxError) onFault('INVALID_JSON', `column ${error.column}: ${error.message}`);
    else if (error instanceof TypeError) onFault('INVALID_ENCODING', 'is not UTF-8 text');
    else throw error;
    return undefined;
  }
}
