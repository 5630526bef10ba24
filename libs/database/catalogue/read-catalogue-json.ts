import { isTimeZone } from '#platform';
import { COST_COMPONENTS } from '#costing';
import type { CatalogueDraft, PriceRateDraft, StepDraft } from './catalogue-draft.js';
import type { FaultList } from './faults.js';
import { described, FieldReader, quoted } from './field-reader.js';
import { type JsonObject, type JsonValue, parseJson } from './json-text.js';
import type { Place } from './place.js';
import { PARAMETER_KEY, STEP_CODE } from './text-rules.js';

const NOTES_LENGTH_MAX = 2_000;
/** What `catalogue_settings.currency` takes: a code such as IDR, or a sign. */
const CURRENCY = /^[!-~]{1,10}$/;

export const RATE_FIELDS = [
  'parameter_key',
  'item',
  'rate_value',
  'effective_date',
  'expired_date',
  'valid_to',
  'notes',
] as const;
/** Without its parameters. */
export const VARIANT_FIELDS = ['sku', 'master_yarn', 'routing', 'batch_no', 'is_active'] as const;

export const PARAMETER_FIELDS = [
  'key',
  'kind',
  'label',
  'unit',
  'group',
  'default_value',
  'minimum',
  'maximum',
] as const;

type PartReader = (fields: FieldReader, draft: CatalogueDraft, faults: FaultList) => void;
interface Part {
  readonly fields: readonly string[];
  readonly read: PartReader;
}

/** Every part of a catalogue file: the fields of its elements and how one becomes a draft. */
const PARTS: ReadonlyMap<CataloguePart, Part> = new Map<CataloguePart, Part>([
  ['parameters', { fields: PARAMETER_FIELDS, read: readParameter }],
  ['items', { fields: ['code', 'name', 'unit'], read: readItem }],
  ['price_rates', { fields: RATE_FIELDS, read: readPriceRate }],
  ['processes', { fields: ['code', 'name'], read: readProcess }],
  [
    'routings',
    { fields: ['code', 'name', 'output_unit', 'output_quantity', 'parameters', 'steps'], read: readRouting },
  ],
  ['master_yarns', { fields: ['code', 'name', 'parameters'], read: readMasterYarn }],
  ['variants', { fields: [...VARIANT_FIELDS, 'parameters'], read: readVariant }],
]);

/** The fields of an element of a part. */
export const partFields = (name: CataloguePart): readonly string[] => PARTS.get(name)!.fields;

/** Adds an entry whose fields have been opened by a reader of its own. */
export function readFields(name: CataloguePart, fields: FieldReader, draft: CatalogueDraft, faults: FaultList): void {
  PARTS.get(name)!.read(fields, draft, faults);
}

const isPart = (name: string): name is CataloguePart => PARTS.has(name as CataloguePart);

/**
 * Adds what a catalogue file says to `draft`; everything wrong with its form goes to `faults`. Throws
 * `JsonSyntaxError` where the text stops being JSON; what came before it has been read then.
 */
export function readCatalogueJson(text: string, root: Place, draft: CatalogueDraft, faults: FaultList): void {
  const { value, repeated } = parseJson(text, (name, element, n) => {
    if (isPart(name)) readCatalogueEntry(name, element, root.at(name).at(n), draft, faults);
  });
  for (const { key, line, column } of repeated) {
    const message = `line ${line}, column ${column}: the member ${JSON.stringify(key)} stands twice in one object`;
    faults.add(root, 'DUPLICATE', message);
  }
  if (value instanceof Map) readDocument(value, root, draft, faults);
  else faults.add(root, 'WRONG_TYPE', `a catalogue is a JSON object, not ${described(value)}`);
}

/** Names of the parts, each an array in a catalogue file. */
export type CataloguePart =
  'parameters' | 'items' | 'price_rates' | 'processes' | 'routings' | 'master_yarns' | 'variants';

/** Adds one entry, as it stands in a catalogue file, to `draft`; what is wrong with its form goes to `faults`. */
export function readCatalogueEntry(
  name: CataloguePart,
  entry: JsonValue,
  place: Place,
  draft: CatalogueDraft,
  faults: FaultList,
): void {
  const part = PARTS.get(name)!;
  const fields = objectFields(entry, place, faults, part.fields);
  if (fields) part.read(fields, draft, faults);
}

/** The elements of the parts have been read already: what is left are the settings, and parts that are no arrays. */
function readDocument(document: JsonObject, root: Place, draft: CatalogueDraft, faults: FaultList): void {
  const fields = new FieldReader(document, root, faults, ['currency', 'time_zone', ...PARTS.keys()]);
  if (fields.has('currency')) draft.currency = readCurrency(fields, draft.currency, faults);
  if (fields.has('time_zone')) draft.timeZone = readTimeZone(fields, draft.timeZone, faults);
  for (const name of PARTS.keys()) if (fields.has(name)) fields.array(name);
}

function objectFields(
  element: JsonValue,
  place: Place,
  faults: FaultList,
  known: readonly string[],
): FieldReader | null {
  if (element instanceof Map) return new FieldReader(element, place, faults, known);
  faults.add(place, 'WRONG_TYPE', `must be an object, not ${described(element)}`);
  return null;
}

type Setting = CatalogueDraft['currency'];

function readCurrency(fields: FieldReader, before: Setting, faults: FaultList): Setting {
  const value = fields.key('currency', CURRENCY);
  return value === '' ? before : agreed('currency', value, fields, before, faults);
}

function readTimeZone(fields: FieldReader, before: Setting, faults: FaultList): Setting {
  const value = fields.text('time_zone');
  if (value === '') return before;
  if (isTimeZone(value)) return agreed('time_zone', value, fields, before, faults);
  const message = `${quoted(value)} is no time zone: give an IANA name such as "Asia/Jakarta"`;
  faults.add(fields.place.at('time_zone'), 'INVALID_VALUE', message);
  return before;
}

/** Of several files all say the same. */
function agreed(name: string, value: string, fields: FieldReader, before: Setting, faults: FaultList): Setting {
  const place = fields.place.at(name);
  if (before && before.value !== value) {
    faults.add(place, 'DUPLICATE', `${quoted(value)} contradicts ${quoted(before.value)} at ${before.place}`);
  }
  return { value, place };
}

function readParameter(fields: FieldReader, draft: CatalogueDraft, faults: FaultList): void {
  const minimum = fields.optionalNumber('minimum');
  const maximum = fields.optionalNumber('maximum');
  if (minimum !== null && maximum !== null && minimum > maximum) {
    const message = `bounds out of order: the minimum is ${minimum}, the maximum ${maximum}`;
    faults.add(fields.place.at('maximum'), 'BOUNDS_OUT_OF_ORDER', message);
  }
  draft.parameters.push({
    place: fields.place,
    key: fields.key('key', PARAMETER_KEY),
    kind: fields.oneOf('kind', ['NUMBER', 'ITEM'], 'NUMBER'),
    label: fields.optionalText('label'),
    unit: fields.optionalText('unit'),
    group: fields.optionalText('group'),
    defaultValue: fields.numberOrText('default_value'),
    minimum,
    maximum,
  });
}

function readItem(fields: FieldReader, draft: CatalogueDraft): void {
  draft.items.push({
    place: fields.place,
    code: fields.code('code'),
    name: fields.optionalText('name'),
    unit: fields.optionalText('unit'),
  });
}

function readPriceRate(fields: FieldReader, draft: CatalogueDraft, faults: FaultList): void {
  const effectiveDate = fields.date('effective_date');
  const expiredDate = readEnd(fields, effectiveDate, faults);
  draft.priceRates.push({
    place: fields.place,
    subject: readSubject(fields, faults),
    rateValue: fields.decimal('rate_value', draft.rounding),
    effectiveDate,
    expiredDate,
    notes: fields.optionalNotes('notes', NOTES_LENGTH_MAX),
  });
}

/** The first day without the rate, from either way to say it; null: it does not end. */
function readEnd(fields: FieldReader, effectiveDate: string, faults: FaultList): string | null {
  const expiredDate = fields.optionalDate('expired_date');
  const validTo = fields.optionalDate('valid_to');
  if (fields.has('expired_date') && fields.has('valid_to')) {
    const message =
      'a rate has either expired_date, the first day without it, or valid_to, the last day with it; this has both';
    faults.add(fields.place.at('valid_to'), 'ONE_END', message);
    return null;
  }
  const isKnown = effectiveDate !== '';
  if (isKnown && expiredDate !== null && expiredDate <= effectiveDate) {
    const message =
      `dates out of order: the rate starts on ${effectiveDate}, and expired_date ${expiredDate}, the first day ` +
      'without it, is not later';
    faults.add(fields.place.at('expired_date'), 'DATES_OUT_OF_ORDER', message);
  }
  if (isKnown && validTo !== null && validTo < effectiveDate) {
    const message = `dates out of order: the rate starts on ${effectiveDate}, and valid_to ${validTo}, the last day with it, is earlier`;
    faults.add(fields.place.at('valid_to'), 'DATES_OUT_OF_ORDER', message);
  }
  return validTo === null ? expiredDate : dayAfter(validTo);
}

/** null after the last day that there is: lists write 9999-12-31 for a rate that does not end. */
function dayAfter(date: string): string | null {
  const next = new Date(Date.parse(`${date}T00:00:00Z`) + 86_400_000).toISOString();
  return next.startsWith('+') ? null : next.slice(0, 10);
}

function readSubject(fields: FieldReader, faults: FaultList): PriceRateDraft['subject'] {
  const ofParameter = fields.has('parameter_key');
  if (ofParameter === fields.has('item')) {
    const message = `a rate is of exactly one of 'parameter_key' and 'item'; this has ${ofParameter ? 'both' : 'neither'}`;
    faults.add(fields.place, 'ONE_SUBJECT', message);
    return { type: 'parameter', code: '' };
  }
  return ofParameter
    ? { type: 'parameter', code: fields.key('parameter_key', PARAMETER_KEY) }
    : { type: 'item', code: fields.code('item') };
}

function readProcess(fields: FieldReader, draft: CatalogueDraft): void {
  draft.processes.push({ place: fields.place, code: fields.code('code'), name: fields.text('name') });
}

function readRouting(fields: FieldReader, draft: CatalogueDraft, faults: FaultList): void {
  const stepsPlace = fields.place.at('steps');
  const elements = fields.array('steps');
  if (fields.has('steps') && elements.length === 0) {
    faults.add(stepsPlace, 'REQUIRED', 'a routing needs at least one step');
  }
  const steps = elements.map((element, n): StepDraft | null => {
    const step = objectFields(element, stepsPlace.at(n), faults, ['code', 'process', 'cost_component', 'formula']);
    return (
      step && {
        place: step.place,
        code: step.key('code', STEP_CODE),
        process: step.optionalCode('process'),
        costComponent: step.oneOf('cost_component', COST_COMPONENTS),
        formula: step.formula('formula'),
      }
    );
  });
  draft.routings.push({
    place: fields.place,
    code: fields.code('code'),
    name: fields.text('name'),
    outputUnit: fields.text('output_unit'),
    outputQuantity: fields.formula('output_quantity'),
    parameters: fields.parameterValues('parameters'),
    steps: steps.filter((step) => step !== null),
  });
}

function readMasterYarn(fields: FieldReader, draft: CatalogueDraft): void {
  draft.masterYarns.push({
    place: fields.place,
    code: fields.code('code'),
    name: fields.text('name'),
    parameters: fields.parameterValues('parameters'),
  });
}

/** Adds a variant; a row of a CSV file is given the same fields. */
export function readVariant(fields: FieldReader, draft: CatalogueDraft): void {
  draft.variants.push({
    place: fields.place,
    sku: fields.code('sku'),
    masterYarn: draft.repeated.text(fields.code('master_yarn')),
    routing: draft.repeated.text(fields.code('routing')),
    batchNo: fields.optionalText('batch_no', 100),
    isActive: fields.boolean('is_active', true),
    parameters: draft.repeated.parameters(fields.parameterValues('parameters')),
  });
}
