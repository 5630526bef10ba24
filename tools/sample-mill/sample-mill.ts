import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type Explanation,
  explainVariant,
  packParameters,
  type ParameterKind,
  type RateInForce,
  type RoutingDefinition,
  type Snapshot,
  type StepDefinition,
  YarnParameters,
} from '#costing';
import { PROJECT_ROOT } from '#platform';

type Values = Readonly<Record<string, number | string>>;
interface Rate {
  parameter_key?: string;
  item?: string;
  rate_value: string;
  effective_date: string;
  expired_date?: string;
}
interface Catalogue {
  currency: string;
  parameters: {
    key: string;
    kind?: ParameterKind;
    unit?: string;
    group?: string;
    default_value?: number | string;
    minimum?: number;
    maximum?: number;
  }[];
  items: { code: string }[];
  price_rates: Rate[];
  processes: { code: string }[];
  routings: {
    code: string;
    name: string;
    output_unit: string;
    output_quantity: string;
    parameters?: Values;
    steps: { code: string; process?: string; cost_component: StepDefinition['costComponent']; formula: string }[];
  }[];
  master_yarns: { code: string; name: string; parameters?: Values }[];
  variants: SampleVariant[];
}
export interface SampleVariant {
  readonly sku: string;
  readonly master_yarn: string;
  readonly routing: string;
  readonly parameters?: Values;
}

export const SAMPLE_MILL_FOLDER = join(PROJECT_ROOT, 'examples');
/** Paths of the sample mill's catalogue files, in the order of `examples/*.json`. */
export const SAMPLE_MILL_FILES = readdirSync(SAMPLE_MILL_FOLDER)
  .filter((name) => name.endsWith('.json'))
  .sort()
  .map((name) => join(SAMPLE_MILL_FOLDER, name));

/** The sample mill's files as one catalogue. */
export function readSampleMill(): Catalogue {
  const whole: Record<string, unknown> = {};
  for (const path of SAMPLE_MILL_FILES) {
    for (const [part, value] of Object.entries(JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>)) {
      const before = whole[part];
      whole[part] = Array.isArray(before) ? [...(before as unknown[]), ...(value as unknown[])] : value;
    }
  }
  return whole as unknown as Catalogue;
}

/**
 * The sample mill on a date, without a database: what documents and tests of its figures are made from. Ids are
 * positions in the files, counted from 1.
 */
export class SampleMill {
  readonly catalogue = readSampleMill();
  readonly snapshot: Snapshot;
  private readonly yarns: YarnParameters;
  private readonly parameterIds: Map<string, number>;
  private readonly itemIds: Map<string, number>;

  /** `prices` take the place of rates in force, of a parameter or an item. */
  constructor(asOf: string, prices: Readonly<Record<string, number>> = {}) {
    const { parameters, items, master_yarns, routings, currency } = this.catalogue;
    this.parameterIds = new Map(parameters.map(({ key }, n) => [key, n + 1]));
    this.itemIds = new Map(items.map(({ code }, n) => [code, n + 1]));
    const rate = (field: 'parameter_key' | 'item', code: string): RateInForce | null =>
      code in prices
        ? { rateId: '0', value: prices[code]!, effectiveDate: asOf }
        : rateInForce(this.catalogue.price_rates, field, code, asOf);
    this.snapshot = {
      asOf,
      currency,
      parameters: parameters.map(
        ({ key, kind = 'NUMBER', unit = null, default_value, minimum = null, maximum = null }, n) => ({
          id: n + 1,
          key,
          kind,
          unit,
          baseValue: null,
          rate: rate('parameter_key', key),
          defaultValue: default_value === undefined ? null : this.idOrNumber(default_value),
          minimum,
          maximum,
        }),
      ),
      items: items.map(({ code }, n) => ({ id: n + 1, code, price: rate('item', code) })),
      routings: routings.map((routing, n): RoutingDefinition => ({
        id: n + 1,
        code: routing.code,
        outputUnit: routing.output_unit,
        outputQuantity: routing.output_quantity,
        steps: routing.steps.map(({ cost_component: costComponent, process = null, ...step }) => ({
          ...step,
          process,
          costComponent,
        })),
        parameters: this.entries(routing.parameters),
      })),
    };
    this.yarns = new YarnParameters(packYarns(master_yarns.map(({ parameters: own }) => this.pack(own))));
  }

  /** Explains a variant; throws when its routing or yarn is unknown. */
  explain(variant: Omit<SampleVariant, 'sku'>): Explanation {
    const idOf = (list: readonly { code: string }[], code: string): number => {
      const index = list.findIndex((one) => one.code === code);
      if (index < 0) throw new Error(`the sample mill has no '${code}'`);
      return index + 1;
    };
    return explainVariant(this.snapshot, this.yarns, {
      masterYarnId: idOf(this.catalogue.master_yarns, variant.master_yarn),
      routingId: idOf(this.catalogue.routings, variant.routing),
      parameters: this.pack(variant.parameters),
    })!;
  }

  /** Values of a variant's steps, and its totals per unit of output, in INR. */
  cost(variant: Omit<SampleVariant, 'sku'>): {
    steps: Record<string, number>;
    output: number;
    material: number;
    process: number;
    overhead: number;
    total: number;
  } {
    const { steps, cost, failure, outputQuantity } = this.explain(variant);
    if (!cost || failure) throw new Error(`${variant.routing} of ${variant.master_yarn}: ${failure?.message}`);
    const { material, process, overhead } = cost;
    return {
      steps: Object.fromEntries(steps.map(({ code, value }) => [code, value ?? NaN])),
      output: outputQuantity?.value ?? NaN,
      material: material / 1e6,
      process: process / 1e6,
      overhead: overhead / 1e6,
      total: (material + process + overhead) / 1e6,
    };
  }

  /** A parameter's rate in force; throws when there is none. */
  rate(key: string): number {
    const value = this.snapshot.parameters.find((parameter) => parameter.key === key)?.rate?.value;
    if (value === undefined) throw new Error(`'${key}' has no rate on ${this.snapshot.asOf}`);
    return value;
  }

  private pack(values: Values = {}): Uint8Array {
    return packParameters(this.entries(values));
  }

  private entries(values: Values = {}): [number, number][] {
    return Object.entries(values).map(([key, value]) => {
      const id = this.parameterIds.get(key);
      if (id === undefined) throw new Error(`the sample mill has no parameter '${key}'`);
      return [id, this.idOrNumber(value)];
    });
  }

  private idOrNumber(value: number | string): number {
    if (typeof value === 'number') return value;
    const id = this.itemIds.get(value);
    if (id === undefined) throw new Error(`the sample mill has no item '${value}'`);
    return id;
  }
}

function rateInForce(
  rates: readonly Rate[],
  field: 'parameter_key' | 'item',
  code: string,
  asOf: string,
): RateInForce | null {
  const found = rates
    .filter((rate) => rate[field] === code && rate.effective_date <= asOf && !((rate.expired_date ?? '9999') <= asOf))
    .sort((a, b) => (a.effective_date < b.effective_date ? 1 : -1))[0];
  return found ? { rateId: '0', value: Number(found.rate_value), effectiveDate: found.effective_date } : null;
}

/** As a job's snapshot carries them: see `YarnParameters`. */
function packYarns(packed: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(packed.reduce((sum, { byteLength }) => sum + 8 + byteLength, 0));
  const view = new DataView(whole.buffer);
  let at = 0;
  packed.forEach((parameters, n) => {
    view.setInt32(at, n + 1);
    view.setInt32(at + 4, parameters.byteLength);
    whole.set(parameters, at + 8);
    at += 8 + parameters.byteLength;
  });
  return whole;
}
