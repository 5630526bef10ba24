import type { Command } from 'commander';
import { SEED_LIMITS, seedCatalogue, type SeedOptions, type SeedResult } from '#database';
import { createProgress, usageError } from '#platform';
import { withDatabase } from '../context.js';
import { printJson, writeLine } from '../output.js';

interface Options {
  readonly yarns: string;
  readonly variantsPerYarn: string;
  readonly parameters: string;
  readonly seed: string;
  readonly replace?: true;
  readonly json?: true;
}

/** `costing seed`: a synthetic catalogue of any size. */
export function registerSeed(program: Command): void {
  program
    .command('seed')
    .description('fill an empty database with a synthetic mill, the same for the same options')
    .requiredOption('--yarns <n>', 'master yarns')
    .requiredOption('--variants-per-yarn <m>', 'variants of each')
    .option('--parameters <p>', `parameters of each variant, 1 to ${SEED_LIMITS.parameters[1]}`, '12')
    .option('--seed <s>', 'another number gives other values', '1')
    .option('--replace', 'drop the catalogue that is there, with its cost summaries')
    .option('--json', 'one JSON document on stdout')
    .action(async (options: Options) => {
      const result = await seed(seedOptions(options));
      if (options.json) printJson(document(result));
      else writeLine(describe(result));
    });
}

async function seed(options: SeedOptions): Promise<SeedResult> {
  return withDatabase('seed', async (database) => {
    const progress = createProgress('seed', options.yarns * options.variantsPerYarn);
    const result = await seedCatalogue(database, options, (loaded) => progress.update(loaded));
    progress.end(result.variants);
    return result;
  });
}

function seedOptions(options: Options): SeedOptions {
  const yarns = wholeNumber('--yarns', options.yarns, SEED_LIMITS.yarns);
  const variantsPerYarn = wholeNumber('--variants-per-yarn', options.variantsPerYarn, SEED_LIMITS.variantsPerYarn);
  const [, variantsMax] = SEED_LIMITS.variants;
  if (yarns * variantsPerYarn > variantsMax) {
    throw usageError(
      `--yarns ${yarns} with --variants-per-yarn ${variantsPerYarn} are ${(yarns * variantsPerYarn).toLocaleString('en')} variants: at most ${variantsMax.toLocaleString('en')} can be made.`,
    );
  }
  return {
    yarns,
    variantsPerYarn,
    parameters: wholeNumber('--parameters', options.parameters, SEED_LIMITS.parameters),
    seed: wholeNumber('--seed', options.seed, SEED_LIMITS.seed),
    replace: options.replace ?? false,
  };
}

function wholeNumber(flag: string, text: string, [min, max]: readonly [number, number]): number {
  const value = /^\d{1,10}$/.test(text) ? Number(text) : NaN;
  if (value >= min && value <= max) return value;
  throw usageError(`${flag} ${text}: expected a whole number from ${min} to ${max}.`);
}

const perSecond = ({ variants, seconds }: SeedResult): number => Math.round(variants / seconds);

function document(result: SeedResult): object {
  const { seconds } = result;
  return { ...result, seconds: Math.round(seconds * 1000) / 1000, variants_per_second: perSecond(result) };
}

function describe(result: SeedResult): string {
  const count = (value: number): string => value.toLocaleString('en');
  return (
    `Seeded ${count(result.variants)} variants of ${count(result.yarns)} master yarns over ${result.routings} routings, ` +
    `${result.parameters} parameters each, in ${result.seconds.toFixed(1)} s (${count(perSecond(result))} variants/s).`
  );
}
