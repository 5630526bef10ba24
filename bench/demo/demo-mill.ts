import { type Database, type RateSubject, seedSampleMill } from '#database';

/** A price that rises, from a day on. */
export interface PriceChange {
  readonly what: string;
  readonly subject: RateSubject;
  readonly percent: number;
}

/** A catalogue that the demo can make and then change prices in. */
export interface DemoMill {
  readonly variants: number;
  /** Makes the catalogue in place of the one that is there; gives lines that say what it is. */
  load(database: Database, onProgress: (loaded: number) => void): Promise<readonly string[]>;
  /** The rate that changes between the two full runs: it touches every variant, or nearly. */
  readonly priceChange: PriceChange;
  /** The rate that changes after them: it touches a few. */
  readonly smallChange: PriceChange;
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
    priceChange: { what: 'cotton', subject: { parameterKey: 'cotton_usd_kg' }, percent: 8 },
    smallChange: { what: 'one dye', subject: { itemCode: 'REACTIVE-BLUE-21' }, percent: 6 },
  };
}
