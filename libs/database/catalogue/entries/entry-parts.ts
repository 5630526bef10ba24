import type { CataloguePart } from '../read-catalogue-json.js';
import type { UsedPart } from '../../sql/catalogue-users.js';

/** What REST must know of a part of the catalogue beyond what a catalogue file says. */
export interface EntryPart {
  readonly part: CataloguePart;
  /** For a person. */
  readonly title: string;
  /** The field that a path names an entry by; null: it has a number. */
  readonly keyField: 'key' | 'code' | 'sku' | null;
  /** As what others refer to it; null: nobody does. */
  readonly usedAs: UsedPart | null;
  /** `UNKNOWN_…` when there is none of that key. */
  readonly unknown: string;
}

const part = (
  name: CataloguePart,
  title: string,
  keyField: EntryPart['keyField'],
  usedAs: UsedPart | null,
): EntryPart => ({
  part: name,
  title,
  keyField,
  usedAs,
  unknown: `UNKNOWN_${title.replace(' ', '_').toUpperCase()}`,
});

export const ENTRY_PARTS = {
  parameters: part('parameters', 'parameter', 'key', 'parameters'),
  items: part('items', 'item', 'code', 'items'),
  processes: part('processes', 'process', 'code', 'processes'),
  routings: part('routings', 'routing', 'code', 'routings'),
  master_yarns: part('master_yarns', 'master yarn', 'code', 'master_yarns'),
  price_rates: part('price_rates', 'price rate', null, null),
  variants: part('variants', 'variant', 'sku', null),
} as const satisfies Record<CataloguePart, EntryPart>;
