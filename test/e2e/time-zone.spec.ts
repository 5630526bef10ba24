import { beforeAll, expect, it, vi } from 'vitest';
import { lookForChanges, readMillDay } from '#database';
import { TestApi } from '../helpers/api.js';
import { CommandLine } from '../helpers/command-line.js';
import { WorkerProcess } from '../helpers/worker-process.js';

/** At every moment the day of one of these zones, 25 hours apart, is not that of UTC. */
const ZONES = ['Pacific/Kiritimati', 'Pacific/Pago_Pago'];
const dayIn = (timeZone: string): string => new Intl.DateTimeFormat('en-CA', { timeZone }).format(new Date());
const zone = ZONES.find((name) => dayIn(name) !== dayIn('UTC'))!;
const line = CommandLine.forThisFile();
const json = async (...args: string[]): Promise<Record<string, unknown>> =>
  JSON.parse((await line.costing(...args, '--json')).stdout) as Record<string, unknown>;

/** Prices of both days: which is taken shows in the cost. */
const MILL = {
  time_zone: zone,
  parameters: [{ key: 'price' }],
  price_rates: [...ZONES, 'UTC'].flatMap((name, n) => [
    { parameter_key: 'price', rate_value: n + 1, effective_date: dayIn(name) },
  ]),
  routings: [
    {
      code: 'R',
      name: 'R',
      output_unit: 'kg',
      output_quantity: '1',
      steps: [{ code: 'S', cost_component: 'MATERIAL', formula: 'price' }],
    },
  ],
  master_yarns: [{ code: 'Y', name: 'Y' }],
  variants: [{ sku: 'V', master_yarn: 'Y', routing: 'R' }],
};
MILL.price_rates = MILL.price_rates.filter(
  (rate, n, all) => all.findIndex(({ effective_date }) => effective_date === rate.effective_date) === n,
);

beforeAll(async () => {
  vi.stubEnv('TZ', 'UTC');
  const imported = await json('import', line.file('mill.json', JSON.stringify(MILL)));
  expect(imported).toMatchObject({ time_zone: { updated: 1 } });
});

it('is the mill of the catalogue: costs, explanations and changes are of its day, and say so', async () => {
  const today = dayIn(zone);
  const full = await line.costing('recalculate', '--json');
  expect(JSON.parse(full.stdout)).toMatchObject({ as_of: today, failed: 0 });
  expect(full.stderr).toContain(`as of ${today}, today in ${zone} (time_zone of the catalogue)`);
  expect(await json('explain', 'V')).toMatchObject({ as_of: today });
  expect((await line.costing('changes')).stdout).toContain(`on ${today} they touch`);
  expect(await json('recalculate', '--dry-run')).toMatchObject({ as_of: today });
  expect(await json('recalculate', '--mode', 'delta', '--dry-run')).toMatchObject({ as_of: today });
  expect((await line.costing('explain', 'V', '--as-of', '2030-01-01')).stderr).toBe('');
});

it('is overridden by TIME_ZONE', async () => {
  vi.stubEnv('TIME_ZONE', 'UTC');
  const { stdout, stderr } = await line.costing('explain', 'V', '--json');
  expect(JSON.parse(stdout)).toMatchObject({ as_of: dayIn('UTC') });
  expect(stderr).toContain('today in UTC (TIME_ZONE)');
  vi.stubEnv('TIME_ZONE', '+07:00');
  expect(await line.costing('explain', 'V')).toMatchObject({ code: 2, stderr: expect.stringContaining('IANA') });
  vi.stubEnv('TIME_ZONE', '');
});

it('is the day of the API: stats, explanations and jobs', async () => {
  const api = await TestApi.start({ url: line.env['DATABASE_URL']! });
  const today = dayIn(zone);
  const body = async (path: string): Promise<unknown> => (await api.get(path).expect(200)).body;
  expect(await body('/api/v1/stats')).toMatchObject({ today, time_zone: zone });
  expect(await body('/api/v1/changes?explain=true')).toMatchObject({ as_of: today });
  const { variant_id } = (await body('/api/v1/cost-summaries/by-sku/V')) as { variant_id: string };
  expect(await body(`/api/v1/cost-summaries/${variant_id}/explain`)).toMatchObject({ as_of: today });
  const started = await api.post('/api/v1/recalculate/all', {}).expect(202);
  const { job_id } = started.body as { job_id: string };
  expect(await body(`/api/v1/jobs/${job_id}`)).toMatchObject({ as_of: today });
  await api.post(`/api/v1/jobs/${job_id}/cancel`).expect(200);
  await api.close();
});

it('is the day that a watch begins deltas by, and the zone may change under it', async () => {
  const worker = await WorkerProcess.start(line.env['DATABASE_URL']!, { DELTA_WATCH: 'on', TZ: 'UTC' });
  const asOf = async (): Promise<unknown> =>
    (
      await line.pool.query(
        `SELECT as_of::text FROM recalculation_jobs WHERE mode = 'DELTA' ORDER BY job_no DESC LIMIT 1`,
      )
    ).rows[0]?.as_of;
  await line.pool.query(`UPDATE price_rates SET rate_value = rate_value + 10`);
  await expect.poll(asOf, { timeout: 30_000 }).toBe(dayIn(zone));
  await line.pool.query(`UPDATE catalogue_settings SET time_zone = 'UTC'`);
  await line.pool.query(`UPDATE price_rates SET rate_value = rate_value + 10`);
  await expect.poll(asOf, { timeout: 30_000 }).toBe(dayIn('UTC'));
  await worker.kill('SIGTERM');
});

it('is the machine of the process without either, and a zone that nobody knows is refused on every way in', async () => {
  await line.pool.query(`UPDATE catalogue_settings SET time_zone = NULL`);
  const { stderr } = await line.costing('explain', 'V');
  expect(stderr).toContain('today in UTC (of this machine');
  const client = await line.pool.connect();
  expect(await readMillDay(client, zone)).toEqual({ today: dayIn(zone), timeZone: zone, source: 'TIME_ZONE' });
  expect((await lookForChanges(client, zone)).today).toBe(dayIn(zone));
  client.release();
  for (const name of ['Asia/Nowhere', '+07:00', '']) {
    await expect(line.pool.query(`UPDATE catalogue_settings SET time_zone = $1`, [name])).rejects.toThrow();
    const refused = await line.costing('import', line.file('zone.json', JSON.stringify({ time_zone: name })));
    expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining('$.time_zone')]);
  }
});
