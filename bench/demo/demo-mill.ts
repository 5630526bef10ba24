import { type Database, seedSampleMill } from '#database';

/** A catalogue that the demo can make and then change a price in. */
export interface DemoMill {
  readonly variants: number;
  /** Makes the catalogue in place of the one that is there; gives lines that say what it is. */
  load(database: Database, onProgress: (loaded: number) => void): Promise<readonly string[]>;
  /** The rate that changes between the two runs. */
  readonly priceChange: { readonly what: string; readonly parameterKey: string; readonly percent: number };
}

/** The mill of `examples/` with exactly this many variants. */
export function sampleMill(variants: number): DemoMill {
  return {
    variants,
    async load(database, onProgress) {
      const { yarns, routings } = await seedSampleMill(database, { variants, replace: true }, onProgress);
      return [
        `The sample mill of examples/: ${variants.toLocaleString('en')} variants of ${yarns} master yarns on ${routings} routings,`,
        'from carded yarn to yarn-dyed fabric; docs/textile-costing.md explains every formula.',
      ];
    },
    priceChange: { what: 'cotton', parameterKey: 'cotton_usd_kg', percent: 8 },
  };
}
