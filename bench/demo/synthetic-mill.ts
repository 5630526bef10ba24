import { type Database, seedCatalogue } from '#database';
import { usageError } from '#platform';

/** A catalogue that the demo can make and then change a price in. */
export interface DemoMill {
  readonly variants: number;
  /** Makes the catalogue in place of the one that is there; gives lines that say what it is. */
  load(database: Database, onProgress: (loaded: number) => void): Promise<readonly string[]>;
  /** The price that changes between the two runs: of all items whose code begins so. */
  readonly priceChange: { readonly what: string; readonly codePrefix: string; readonly percent: number };
}

const YARNS_MAX = 1_000;
const VARIANTS_PER_YARN_MAX = 99_999_999;
const PARAMETERS = 12;

/** The mill of `costing seed` with exactly this many variants. */
export function syntheticMill(variants: number): DemoMill {
  let yarns = Math.min(YARNS_MAX, variants);
  while (variants % yarns !== 0) yarns--;
  const variantsPerYarn = variants / yarns;
  if (variantsPerYarn > VARIANTS_PER_YARN_MAX) {
    throw usageError(`--variants ${variants} cannot be spread evenly over master yarns: choose a rounder number.`);
  }
  return {
    variants,
    async load(database, onProgress) {
      const options = { yarns, variantsPerYarn, parameters: PARAMETERS, replace: true };
      const { routings } = await seedCatalogue(database, options, onProgress);
      return [
        `A synthetic mill: ${variants.toLocaleString('en')} variants of ${yarns.toLocaleString('en')} master yarns on ${routings} routings;`,
        `every variant has ${PARAMETERS} parameters of its own and differs from all others in each.`,
      ];
    },
    priceChange: { what: 'cotton', codePrefix: 'COTTON-', percent: 8 },
  };
}
