/** Parts of the catalogue in the order in which an import writes them. */
export const CATALOGUE_PARTS = [
  'currency',
  'time_zone',
  'items',
  'parameters',
  'price_rates',
  'processes',
  'routings',
  'master_yarns',
  'variants',
] as const;

export type ImportPart = (typeof CATALOGUE_PARTS)[number];
