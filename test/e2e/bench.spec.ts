import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Client, type Database, generationLeaf, readReleasedGeneration, seedCatalogue } from '#database';
import { compareMicros } from '../../bench/compare.js';
import type { DeltasReport } from '../../bench/delta/measure-deltas.js';
import type { BenchReport } from '../../bench/report.js';
import { testDatabase, type TestDatabase } from '../helpers/postgres.js';
import { openTestDatabase } from '../helpers/recalculation.js';

const run = promisify(execFile);
const VARIANTS = 6_400;
/** The planner's work for 64 partitions and ten routings is the same for few rows as for many. */
const BENCH_MS = 180_000;

/** Without a first word as the command line has it: `node dist/bench/main.js`. */
async function bench(
  { url }: TestDatabase,
  ...args: string[]
): Promise<{ code: number; stdout: string; stderr: string }> {
  const env = { ...process.env, DATABASE_URL: url, WORKER_COUNT: '2' };
  try {
    return { code: 0, ...(await run(process.execPath, ['dist/bench/main.js', ...args], { env })) };
  } catch (error) {
    return error as { code: number; stdout: string; stderr: string };
  }
}

describe('bench', () => {
  let database: TestDatabase;
  let opened: Database;
  let client: Client;
  beforeAll(async () => {
    database = await testDatabase();
    opened = await openTestDatabase(database);
    client = await opened.connect('test');
  });
  afterAll(async () => {
    await client.end();
    await opened.close();
    await database.close();
  });

  it('measures every row on a catalogue of its own making and prints one document', { timeout: BENCH_MS }, async () => {
    const result = await bench(database, '--variants', String(VARIANTS), '--runs', '1', '--json');
    expect(result).toMatchObject({ code: 0 });
    const report = JSON.parse(result.stdout) as BenchReport;

    expect(Object.keys(report)).toEqual(['machine', 'settings', 'variants', 'parameters', 'rows', 'ratios']);
    expect(report).toMatchObject({ variants: VARIANTS, parameters: 12, settings: { runs: 1, lanes: 2 } });
    expect(report.machine).toMatchObject({ cores: expect.any(Number), postgresql: expect.any(String) });
    expect(report.rows.map(({ name }) => name)).toEqual(['ours', 'floor', 'sql', 'sql_bare', 'sql_jsonb', 'replaced']);
    for (const { variants_per_second: rate } of report.rows) {
      expect(rate.min).toBeGreaterThan(0);
      expect(rate.median).toBeGreaterThanOrEqual(rate.min);
      expect(rate.max).toBeGreaterThanOrEqual(rate.median);
    }
    expect(report.rows.filter((row) => row.worker_rss_mb !== undefined).map(({ name }) => name)).toEqual(['ours']);
    const [ours, ...others] = report.rows;
    for (const { name, variants_per_second } of others) {
      const ratio = report.ratios[`ours_over_${name as Exclude<typeof name, 'ours'>}`];
      expect(ratio).toBeCloseTo(ours!.variants_per_second.median / variants_per_second.median, 10);
    }
    expect(report.settings['checks']).toEqual([
      'sql: 6,400 rows equal ours to the last digit',
      'sql_jsonb: 6,400 rows equal ours within 1e-9',
      expect.stringMatching(/^replaced: 3,\d{3} rows equal ours to the last digit$/),
    ]);
  });

  it('leaves a foreign database as it found it', async () => {
    const { rows } = await client.query(`SELECT nspname FROM pg_namespace WHERE nspname = 'bench'`);
    expect(rows).toEqual([]);
  });

  it('notices when another way gives other results', async () => {
    const { generation } = await readReleasedGeneration(client);
    const compare = (sql: (leaf: string) => string): Promise<string> =>
      compareMicros({ client }, 'sql', (n) => `(${sql(generationLeaf(generation!, n))})`, { partitions: [3] });
    const raised = (by: number): string =>
      `material_micros + CASE WHEN row_number() OVER (ORDER BY variant_id) = 1 THEN ${by} ELSE 0 END AS material_micros`;
    const columns = (material: string): string => `SELECT variant_id, ${material}, process_micros, overhead_micros`;

    await expect(compare((leaf) => `TABLE ${leaf}`)).resolves.toMatch(/rows equal ours to the last digit$/);
    await expect(compare((leaf) => `${columns(raised(1))} FROM ${leaf}`)).resolves.toMatch(/1 that differ/);
    await expect(compare((leaf) => `${columns(raised(2))} FROM ${leaf}`)).rejects.toThrow('1 by more');
    await expect(
      compare((leaf) => `${columns('material_micros + 1 AS material_micros')} FROM ${leaf}`),
    ).rejects.toThrow();
    await expect(compare((leaf) => `SELECT * FROM ${leaf} OFFSET 1`)).rejects.toThrow('1 are missing');
  });

  it(
    'measures deltas of three sizes, one variant under watch, and what writers pay',
    { timeout: BENCH_MS },
    async () => {
      const result = await bench(database, '--delta', '--variants', String(VARIANTS), '--runs', '1', '--json');
      expect(result).toMatchObject({ code: 0 });
      const report = JSON.parse(result.stdout) as DeltasReport;
      const [full, all, tenth, scattered] = report.rows;
      expect(full).toMatchObject({ name: 'full', plan: null, variants: VARIANTS, full_over_it: 1 });
      const { rows } = await client.query<{ code: string; count: number }>(
        `SELECT code, count(*)::integer AS count FROM variants v JOIN routings r ON r.id = v.routing_id GROUP BY 1`,
      );
      const of = (code: string): number => rows.find((row) => row.code === code)!.count;
      expect(scattered).toMatchObject({ plan: 'MERGE', variants: of('BENCH-SCATTERED') });
      expect(tenth).toMatchObject({ plan: 'MERGE', variants: of('OPEN-END') });
      expect(all).toMatchObject({ variants: VARIANTS });
      const { median, p99, max } = report.watched_milliseconds;
      expect(0 < median && median <= p99 && p99 <= max).toBe(true);
      expect(report.writing.update_microseconds.recorded).toBeGreaterThan(0);
    },
  );

  it('means the same in SQL for variants that fail, inherit or are out of range', { timeout: BENCH_MS }, async () => {
    await seedCatalogue(opened, { yarns: 64, variantsPerYarn: 100, replace: true });
    const odd: [key: string, value: number | null][] = [
      ['lot_kg', 0],
      ['lot_kg', 1e300],
      ['lot_kg', 1e-300],
      ['lot_kg', -1],
      ['waste_pct', 100],
      ['waste_pct', 150],
      ['yarn_count_ne', -5],
      ['yarn_count_ne', 0],
      ['overhead_pct', 1e14],
      ['shade_pct', null],
      ['packing_cost_per_kg', null],
    ];
    for (const [n, [key, value]] of odd.entries()) await changeVariants(client, 5 + n, 5, key, value);
    // Routings, yarns and variants that override what all inherit.
    await client.query(`UPDATE routings SET parameters = ${packed('power_tariff', 9)} WHERE id = 2`);
    await client.query(
      `UPDATE master_yarns SET parameters = parameters || ${packed('wage_per_hour', 50)} WHERE id < 9`,
    );
    await client.query(
      `UPDATE variants_p30 SET parameters = parameters || ${packed('power_tariff', 3)} || ${packed('wage_per_hour', 0)}
        WHERE id > '80000000-0000-0000-0000-000000000000'`,
    );
    await client.query(`UPDATE variants_p31 SET is_active = false WHERE routing_id = 4`);

    const only = ['--variants', String(VARIANTS), '--runs', '1', '--only', 'ours,sql,replaced', '--json'];
    const result = await bench(database, ...only);
    expect(result.stderr).not.toContain('seeding');
    expect(result).toMatchObject({ code: 0 });
    const report = JSON.parse(result.stdout) as BenchReport;
    expect(report.ratios).toMatchObject({ ours_over_sql: expect.any(Number), ours_over_floor: null });
    const failed = await client.query<{ failed: number; total: number }>(
      `SELECT failed::integer, total::integer FROM recalculation_jobs ORDER BY job_no DESC LIMIT 1`,
    );
    const [{ failed: count, total }] = failed.rows as [{ failed: number; total: number }];
    expect(count).toBeGreaterThan(10);
    const [check] = report.settings['checks'] as string[];
    expect(check).toContain(`${(total - count).toLocaleString('en')} rows equal ours`);
    expect(report.settings['rows_measured']).toMatchObject({ ours: total, sql: total });
  });

  it('does not touch a catalogue that somebody made', async () => {
    await client.query(`UPDATE catalogue_settings SET origin = NULL`);
    const result = await bench(database, '--variants', '1000');
    expect(result).toMatchObject({ code: 1, stdout: '' });
    expect(result.stderr).toContain('not synthetic');
    const { rows } = await client.query(`SELECT count(*)::integer AS count FROM variants`);
    expect(rows).toEqual([{ count: VARIANTS }]);
  });

  it.each([['--variants', '0'], ['--only', 'nothing'], ['--unknown']])(
    'refuses %s %s with exit code 2',
    async (...args) => {
      expect(await bench(database, ...args)).toMatchObject({ code: 2, stdout: '' });
    },
  );
});

const packed = (key: string, value: number): string =>
  `(SELECT pack_parameters(ARRAY[p.id], ARRAY[${value}::float8]) FROM parameters p WHERE p.key = '${key}')`;

/** Gives `count` variants of a partition another value, or none. */
async function changeVariants(
  client: Client,
  partitionNo: number,
  count: number,
  key: string,
  value: number | null,
): Promise<void> {
  const leaf = `variants_p${String(partitionNo).padStart(2, '0')}`;
  await client.query({
    text: `UPDATE ${leaf} v
              SET parameters = (SELECT pack_parameters(array_agg(u.parameter_id), array_agg(CASE WHEN p.key = $1 THEN $2::float8 ELSE u.value END))
                                  FROM unpack_parameters(v.parameters) u JOIN parameters p ON p.id = u.parameter_id
                                 WHERE p.key <> $1 OR $2::float8 IS NOT NULL)
            WHERE id IN (SELECT id FROM ${leaf} ORDER BY id LIMIT $3)`,
    values: [key, value, count],
  });
}
