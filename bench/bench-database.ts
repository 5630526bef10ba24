import { join } from 'node:path';
import { type Client, type Database, findActiveJob, openDatabase, readCatalogueOrigin, seedCatalogue } from '#database';
import { dropUnneededGenerations, endActiveJob } from '#jobs';
import { PACKED_ENTRY_BYTES } from '#costing';
import { type Config, CostingError } from '#platform';
import type { BenchOptions } from './options.js';

/** Data of the benchmark's own server; it stays, so that the next run finds the catalogue. */
export const BENCH_FOLDER = 'bench';
const VARIANTS_PER_YARN = 1_000;
const YARNS_MAX = 999_999;
export const SEED = 1;

/** The benchmark's own embedded server, or the database of DATABASE_URL. */
export function openBenchDatabase(config: Config): Promise<Database> {
  const { database } = config;
  const dataFolder = join(database.dataFolder, BENCH_FOLDER);
  return openDatabase({ ...config, database: { ...database, dataFolder } }, { applicationName: 'costing bench' });
}

/**
 * Makes sure that the catalogue is the synthetic one of this size. Throws `CostingError` CATALOGUE_NOT_EMPTY rather
 * than touch one that somebody made, and DISK_FULL.
 */
export async function ensureCatalogue(
  database: Database,
  client: Client,
  { variants, parameters }: BenchOptions,
  log: (line: string) => void,
): Promise<void> {
  const origin = await readCatalogueOrigin(client);
  if (origin === 'OWN') throw notOurs();
  if (database.embedded) await endLeftJob(database);
  const { rows } = await client.query<{ same: boolean | null }>({
    text: `SELECT (SELECT origin FROM catalogue_settings) = 'SYNTHETIC' AND (SELECT count(*) FROM variants) = $1
                  AND (SELECT length(parameters) FROM variants LIMIT 1) = $2 AS same`,
    values: [variants, parameters * PACKED_ENTRY_BYTES],
  });
  const isSame = rows[0]!.same === true;
  await assertDiskRoom(database, variants, parameters, isSame);
  if (isSame) return;
  log(`seeding ${variants.toLocaleString('en')} variants with ${parameters} parameters`);
  const yarns = yarnCount(variants);
  const options = { yarns, variantsPerYarn: variants / yarns, parameters, seed: SEED };
  await seedCatalogue(database, { ...options, replace: origin === 'SYNTHETIC' });
}

/** A job that an earlier benchmark left in the database that only benchmarks use. */
async function endLeftJob(database: Database): Promise<void> {
  const left = await findActiveJob(database.pool);
  if (left) await endActiveJob(database, left.jobId, 'CANCELLED', 'its benchmark was broken off');
  await dropUnneededGenerations(database);
}

/** Of the divisors of the number of variants the one that gives a yarn nearest to a thousand of them. */
function yarnCount(variants: number): number {
  const aim = variants / VARIANTS_PER_YARN;
  let best = 1;
  const consider = (yarns: number): void => {
    const distance = (n: number): number => Math.abs(Math.log(n / aim));
    if (yarns <= YARNS_MAX && distance(yarns) < distance(best)) best = yarns;
  };
  for (let n = 1; n * n <= variants; n++) {
    if (variants % n !== 0) continue;
    consider(n);
    consider(variants / n);
  }
  return best;
}

/** Bytes that a variant takes in all that the rows prepare and store, roughly. */
async function assertDiskRoom(database: Database, variants: number, parameters: number, seeded: boolean) {
  const perVariant = 900 + parameters * (seeded ? 10 : 20);
  const free = await database.freeDiskBytes();
  if (free === null || free >= variants * perVariant) return;
  const gb = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`;
  throw new CostingError(
    'DISK_FULL',
    `The benchmark needs about ${gb(variants * perVariant)} and ${gb(free)} are free: take fewer --variants.`,
  );
}

function notOurs(): CostingError {
  return new CostingError(
    'CATALOGUE_NOT_EMPTY',
    'The database of DATABASE_URL holds a catalogue that is not synthetic. The benchmark replaces the catalogue: give it an empty database, or none for a server of its own.',
  );
}
