import type { Client } from '#database';

/** Everything that the benchmark makes beside the catalogue lies in this schema. */
export const BENCH_SCHEMA = 'bench';

/**
 * Runs `make` unless it was done for the catalogue as it is now; the files of a seeded catalogue are new ones, so a
 * file's number tells. What a broken run left half made is dropped.
 */
export async function prepareOnce(client: Client, name: string, make: () => Promise<void>): Promise<void> {
  await client.query(`CREATE SCHEMA IF NOT EXISTS ${BENCH_SCHEMA}`);
  await client.query(`CREATE TABLE IF NOT EXISTS ${BENCH_SCHEMA}.prepared (name text PRIMARY KEY, catalogue text)`);
  const { rows } = await client.query<{ catalogue: string; done: boolean }>({
    text: `SELECT c.catalogue, EXISTS (SELECT FROM ${BENCH_SCHEMA}.prepared p
                                        WHERE p.name = $1 AND p.catalogue = c.catalogue) AS done
             FROM (SELECT string_agg(pg_relation_filenode(oid)::text, ',' ORDER BY relname) AS catalogue FROM pg_class
                    WHERE oid IN ('variants_p00'::regclass, 'master_yarns'::regclass)) c`,
    values: [name],
  });
  const [{ catalogue, done }] = rows as [(typeof rows)[0]];
  if (done) return;
  await make();
  await client.query({
    text: `INSERT INTO ${BENCH_SCHEMA}.prepared VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET catalogue = $2`,
    values: [name, catalogue],
  });
}

/** Leaves nothing behind in a database that is not the benchmark's own. */
export async function dropBenchSchema(client: Client): Promise<void> {
  await client.query(`DROP SCHEMA IF EXISTS ${BENCH_SCHEMA} CASCADE`);
}

/** `bench.typed_p07` */
export function benchLeaf(name: string, partitionNo: number): string {
  return `${BENCH_SCHEMA}.${name}_p${String(partitionNo).padStart(2, '0')}`;
}
