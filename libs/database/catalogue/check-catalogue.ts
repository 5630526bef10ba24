import {
  beyondBounds,
  type Bounds,
  boundsFault,
  checkRouting,
  KEYWORDS,
  rateBounds,
  RUNNING_TOTALS,
  suggestionBudget,
} from '#costing';
import type { CatalogueDraft, PriceRateDraft, RoutingDraft, VariantDraft } from './catalogue-draft.js';
import type { ParameterValues } from './parameter-values.js';
import type { FaultList } from './faults.js';
import { quoted } from './field-reader.js';
import type { Place } from './place.js';
import type { ParameterRule, StoredCatalogue } from './stored-catalogue.js';
import { suggest } from './suggest.js';
import { normalizeCode } from './text-rules.js';

/** Ids are `smallint`, so that a packed parameter takes ten bytes. */
const PARAMETERS_MAX = 32_767;
const RESERVED_NAMES: ReadonlySet<string> = new Set([...KEYWORDS, ...RUNNING_TOTALS]);

/** Names that a catalogue has. */
export interface Directory {
  readonly parameters: ReadonlyMap<string, ParameterRule>;
  readonly items: ReadonlySet<string>;
  readonly processes: ReadonlySet<string>;
  readonly routings: ReadonlySet<string>;
  readonly masterYarns: ReadonlySet<string>;
}

/** Checks what the files say against each other and against what is stored: names, kinds, doubles, formulas. */
export function checkCatalogue(draft: CatalogueDraft, stored: StoredCatalogue, faults: FaultList): void {
  reportDuplicates(draft, faults);
  const checker = new ReferenceChecker(directoryAfterImport(draft, stored), faults);
  if (checker.known.parameters.size > PARAMETERS_MAX) {
    const message = `the catalogue would have ${checker.known.parameters.size} parameters, at most ${PARAMETERS_MAX} fit`;
    faults.add(draft.parameters[0]!.place, 'TOO_MANY_PARAMETERS', message);
  }
  for (const { place, key, defaultValue } of draft.parameters) {
    if (RESERVED_NAMES.has(key)) {
      faults.add(place.at('key'), 'RESERVED_NAME', `'${key}' is a word of the formula language; choose another key`);
    }
    if (defaultValue !== null) checker.value(key, defaultValue, () => place.at('default_value'));
  }
  for (const rate of draft.priceRates) checker.rate(rate);
  for (const routing of draft.routings) {
    checker.values(routing.parameters, routing.place);
    for (const { process, place } of routing.steps) {
      if (process !== null) checker.reference('process', process, checker.known.processes, place);
    }
    checkFormulas(routing, checker.known.parameters.keys(), faults);
  }
  for (const yarn of draft.masterYarns) checker.values(yarn.parameters, yarn.place);
  for (const variant of draft.variants) checker.variant(variant);
}

/** Everything that can be referred to once the import is done. */
export function directoryAfterImport(draft: CatalogueDraft, stored: StoredCatalogue): Directory {
  const codes = (known: ReadonlyMap<string, number>, added: readonly { code: string }[]): Set<string> =>
    new Set([...known.keys(), ...added.map(({ code }) => code)]);
  const parameters = new Map<string, ParameterRule>(stored.parameters);
  for (const parameter of draft.parameters) parameters.set(parameter.key, parameter);
  parameters.delete('');
  return {
    parameters,
    items: codes(stored.items, draft.items),
    processes: codes(stored.processes, draft.processes),
    routings: codes(stored.routings, draft.routings),
    masterYarns: codes(stored.masterYarns, draft.masterYarns),
  };
}

function reportDuplicates(draft: CatalogueDraft, faults: FaultList): void {
  const report = <T extends { place: Place }>(field: string, drafts: readonly T[], keyOf: (one: T) => string): void => {
    const first = new Map<string, Place>();
    for (const one of drafts) {
      const key = keyOf(one);
      const before = first.get(key);
      if (key === '') continue;
      if (!before) first.set(key, one.place);
      else {
        const message = `${quoted(key)} is already given at ${before.at(field)}`;
        faults.add(one.place.at(field), 'DUPLICATE', message, 'given twice');
      }
    }
  };
  report('key', draft.parameters, ({ key }) => key);
  report('code', draft.items, ({ code }) => code);
  report('code', draft.processes, ({ code }) => code);
  report('code', draft.routings, ({ code }) => code);
  report('code', draft.masterYarns, ({ code }) => code);
  report('sku', draft.variants, ({ sku }) => sku);
  report('effective_date', draft.priceRates, ({ subject, effectiveDate }) =>
    subject.code === '' || effectiveDate === '' ? '' : `${subject.type} ${subject.code} from ${effectiveDate}`,
  );
}

function checkFormulas(routing: RoutingDraft, parameterKeys: Iterable<string>, faults: FaultList): void {
  const result = checkRouting(routing, parameterKeys);
  if (!('faults' in result)) return;
  for (const { step, code, message } of result.faults) {
    if (step === 'output_quantity') faults.add(routing.place.at(step), code, message);
    else if (code !== 'DUPLICATE_STEP') faults.add(routing.steps[step]!.place.at('formula'), code, message);
    // Codes that had a fault of their own are all empty here.
    else if (routing.steps[step]!.code !== '') faults.add(routing.steps[step]!.place.at('code'), code, message);
  }
}

/** Looks names up and reports those that are not there; an empty name has been reported already. */
export class ReferenceChecker {
  private readonly suggestions = suggestionBudget();

  constructor(
    readonly known: Directory,
    private readonly faults: FaultList,
  ) {}

  reference(field: string, code: string, codes: ReadonlySet<string>, place: Place): void {
    if (code === '' || codes.has(code)) return;
    this.unknown(field.replace('_', ' '), code, codes, place.at(field));
  }

  /** What a rate is of, and that its value is within the bounds. */
  rate({ subject, rateValue, place }: PriceRateDraft): void {
    const { type, code } = subject;
    if (type === 'item') {
      this.pricedItem(code, place);
      return this.rateValue(`the price of '${code}'`, rateValue, rateBounds(null), place);
    }
    const parameter = this.known.parameters.get(code);
    if (code !== '' && !parameter) {
      this.unknown('parameter', code, this.known.parameters.keys(), place.at('parameter_key'));
    } else if (parameter?.kind === 'ITEM') {
      const message = `'${code}' holds an item: price the items it may hold ("item": …) instead`;
      this.faults.add(place.at('parameter_key'), 'RATE_OF_ITEM_PARAMETER', message);
    } else if (parameter) this.rateValue(`the rate of '${code}'`, rateValue, rateBounds(parameter), place);
  }

  private rateValue(name: string, rateValue: string, bounds: Bounds, place: Place): void {
    const fault = boundsFault(Number(rateValue), bounds);
    if (fault !== null) this.faults.add(place.at('rate_value'), 'OUT_OF_BOUNDS', `${name} is ${fault}`);
  }

  private pricedItem(code: string, place: Place): void {
    if (code === '' || this.known.items.has(code)) return;
    const advice = '; --create-items makes the items that rates name';
    this.unknown('item', code, this.known.items, place.at('item'), advice);
  }

  variant({ masterYarn, routing, parameters, place }: VariantDraft): void {
    this.reference('master_yarn', masterYarn, this.known.masterYarns, place);
    this.reference('routing', routing, this.known.routings, place);
    this.values(parameters, place);
  }

  values(values: ParameterValues, owner: Place): void {
    values.keys.forEach((key, n) => this.value(key, values.values[n]!, () => owner.at('parameters').at(key)));
  }

  /** One value of a parameter: a finite number within its bounds, or the code of a known item if the parameter holds items. */
  value(key: string, value: number | string, place: () => Place): void {
    const parameter = this.known.parameters.get(key);
    if (!parameter) {
      if (key !== '') this.unknown('parameter', key, this.known.parameters.keys(), place());
    } else if (parameter.kind === 'NUMBER') {
      const beyond = typeof value === 'number' ? beyondBounds(key, value, parameter) : null;
      if (beyond !== null) this.faults.add(place(), 'OUT_OF_BOUNDS', beyond);
      if (typeof value === 'number') return;
      this.faults.add(place(), 'NOT_A_NUMBER', `the text ${quoted(value)} is no number`);
    } else if (typeof value === 'number') {
      const message = `'${key}' holds an item: give the item's code as text, not ${value}`;
      this.faults.add(place(), 'NOT_AN_ITEM', message);
    } else if (!this.known.items.has(normalizeCode(value))) {
      this.unknown('item', value, this.known.items, place());
    }
  }

  private unknown(what: string, name: string, known: Iterable<string>, place: Place, advice = ''): void {
    const suggestion = suggest(name, known, this.suggestions);
    const code = `UNKNOWN_${what.replace(' ', '_').toUpperCase()}`;
    this.faults.add(place, code, `unknown ${what} ${quoted(name)}${suggestion}${advice}`);
  }
}
