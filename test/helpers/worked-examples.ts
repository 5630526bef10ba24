import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CostComponent } from '#costing';
import { PROJECT_ROOT } from '#platform';

/** A published calculation with every step and total to 6 decimals. */
export interface WorkedExample {
  readonly id: string;
  readonly title: string;
  readonly unit: string;
  readonly output_quantity: string;
  readonly parameters: Readonly<Record<string, number>>;
  readonly steps: readonly {
    readonly code: string;
    readonly cost_component: CostComponent;
    readonly formula: string;
  }[];
  readonly expected_steps: Readonly<Record<string, string>>;
  readonly expected_summary: Readonly<Record<string, string>>;
}

export function workedExamples(): WorkedExample[] {
  return JSON.parse(readFileSync(join(PROJECT_ROOT, 'test/fixtures/worked-examples.json'), 'utf8')) as WorkedExample[];
}

const DATE = '2026-01-01';
/** These become the price of an item. */
const ITEM_PRICES = ['yarn_price', 'warp_rate', 'weft_rate'];
const LEVELS = ['VARIANT', 'MASTER_YARN', 'ROUTING', 'RATE', 'DEFAULT'] as const;
type Level = (typeof LEVELS)[number];
/** Put below the level that counts: whoever looks in the wrong order gets a wrong cost. */
const SHADOWED = 999_999;

/**
 * The examples as one catalogue file: a routing, a master yarn and a variant each, all called by the example's id.
 * Parameters are spread over the levels that a value may come from, with wrong values below.
 */
export function workedExamplesCatalogue(examples: readonly WorkedExample[]): object {
  const values = new Map<string, Set<number>>();
  for (const { parameters } of examples) {
    for (const [key, value] of Object.entries(parameters)) values.set(key, (values.get(key) ?? new Set()).add(value));
  }
  const keys = [...values.keys()];
  /** Rates and defaults hold for all examples: only what all agree on can stand there. */
  const levelOf = (key: string): Level => {
    const level = LEVELS[keys.indexOf(key) % LEVELS.length]!;
    return values.get(key)!.size > 1 && (level === 'RATE' || level === 'DEFAULT') ? 'VARIANT' : level;
  };
  const only = (key: string): number => [...values.get(key)!][0]!;
  const isItem = (key: string): boolean => ITEM_PRICES.includes(key);
  const numbers = keys.filter((key) => !isItem(key));
  return {
    parameters: keys.map((key) =>
      isItem(key)
        ? { key, kind: 'ITEM', default_value: itemOf(key) }
        : { key, default_value: levelOf(key) === 'DEFAULT' ? only(key) : SHADOWED },
    ),
    items: keys.filter(isItem).map((key) => ({ code: itemOf(key) })),
    price_rates: [
      ...keys.filter(isItem).map((key) => ({ item: itemOf(key), rate_value: only(key), effective_date: DATE })),
      ...numbers
        .filter((key) => levelOf(key) !== 'DEFAULT')
        .map((key) => ({
          parameter_key: key,
          rate_value: levelOf(key) === 'RATE' ? only(key) : SHADOWED,
          effective_date: DATE,
        })),
    ],
    routings: examples.map(({ id, title, unit, output_quantity, parameters, steps }) => ({
      code: id,
      name: title,
      output_unit: unit,
      output_quantity,
      parameters: atLevel(parameters, numbers, (key) => valueAt('ROUTING', levelOf(key), parameters[key]!)),
      steps,
    })),
    master_yarns: examples.map(({ id, title, parameters }) => ({
      code: id,
      name: title,
      parameters: atLevel(parameters, numbers, (key) => valueAt('MASTER_YARN', levelOf(key), parameters[key]!)),
    })),
    variants: examples.map(({ id, parameters }) => ({
      sku: id,
      master_yarn: id,
      routing: id,
      parameters: atLevel(parameters, numbers, (key) => valueAt('VARIANT', levelOf(key), parameters[key]!)),
    })),
  };
}

const itemOf = (key: string): string => key.toUpperCase().replaceAll('_', '-');

/** The value on its own level, a wrong one below it, nothing above it. */
function valueAt(level: Level, own: Level, value: number): number | undefined {
  if (level === own) return value;
  return LEVELS.indexOf(level) > LEVELS.indexOf(own) ? SHADOWED : undefined;
}

function atLevel(
  parameters: Readonly<Record<string, number>>,
  keys: readonly string[],
  value: (key: string) => number | undefined,
): Record<string, number> {
  const entries = keys.filter((key) => key in parameters).map((key) => [key, value(key)] as const);
  return Object.fromEntries(entries.filter((entry): entry is [string, number] => entry[1] !== undefined));
}
