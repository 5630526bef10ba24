import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { CLI_MAIN, CommandLine } from '../helpers/command-line.js';
import { MILL } from '../helpers/csv-files.js';

const run = promisify(execFile);
const line = CommandLine.forThisFile();
const { costing } = line;

const variantCount = async (): Promise<number> =>
  (await line.pool.query<{ n: number }>(`SELECT count(*)::int AS n FROM variants`)).rows[0]!.n;

describe('CSV on the command line', () => {
  it('leaves nothing when it is interrupted', async () => {
    const rows = Array.from({ length: 400_000 }, (_, n) => `SKU-${n},Y1,RING,${n}.25,${n}\n`);
    const large = line.file('large.csv', `sku,master_yarn,routing,kwh,waste_pct\n${rows.join('')}`);
    await costing('import', line.file('mill.json', JSON.stringify(MILL)));
    const importing = spawn(process.execPath, [CLI_MAIN, 'import', large], {
      env: line.env,
      stdio: 'ignore',
    });
    const running = async (): Promise<string[]> =>
      (
        await line.pool.query<{ query: string }>(
          `SELECT query FROM pg_stat_activity WHERE application_name = 'costing import' AND datname = current_database()`,
        )
      ).rows.map(({ query }) => query);
    await expect
      .poll(running, { timeout: 20_000, interval: 20 })
      .toContainEqual(expect.stringMatching(/^COPY variants_p/));
    importing.kill('SIGINT');
    await once(importing, 'exit');
    await expect.poll(running, { timeout: 20_000 }).toEqual([]);
    expect(await variantCount()).toBe(0);

    const again = await costing('import', large);
    expect(again).toMatchObject({ code: 0, stdout: expect.stringMatching(/variants +400,000 +0 +0/) });
    expect(again.stderr).toContain('building the key');
  });

  it('ends quietly when the reader of an export has seen enough', async () => {
    const command = `"${process.execPath}" ${CLI_MAIN} export variants; echo "exit $?" >&2`;
    const piped = await run('bash', ['-c', `{ ${command}; } | head -1`], { env: line.env });
    expect(piped).toEqual({ stdout: 'sku,master_yarn,routing,batch_no,is_active,kwh,waste_pct\n', stderr: 'exit 0\n' });
  });

  it('costs what was imported and exports it', async () => {
    expect(JSON.parse((await costing('recalculate', '--json')).stdout)).toMatchObject({ failed: 0 });
    const path = line.path('summaries.csv');
    const output = openSync(path, 'w');
    const exporting = spawn(process.execPath, [CLI_MAIN, 'export', 'summaries'], {
      env: line.env,
      stdio: ['ignore', output, 'inherit'],
    });
    expect(await once(exporting, 'exit')).toEqual([0, null]);
    closeSync(output);
    const { stdout } = await run('grep', ['-E', '^(sku|SKU-1000),', path]);
    const [header, row] = stdout.split('\n').map((line) => line.split(','));
    const summary = Object.fromEntries(header!.map((name, n) => [name, row![n]]));
    expect(summary).toMatchObject({
      sku: 'SKU-1000',
      master_yarn: 'Y1',
      total_process_cost: '3000.500000',
      status: 'CURRENT',
    });
    expect((await run('wc', ['-l', path])).stdout).toMatch(/^400001 /);
  });

  it('says what is wrong, and how the command is used', async () => {
    const wrong = await costing(
      'import',
      line.file('wrong.csv', 'sku;master_yarn;routing;kwh\nA;Y1;RING;12,5\n'),
      '--json',
    );
    expect(wrong.code).toBe(1);
    expect(wrong.stderr).toContain(
      '  wrong.csv:2 kwh: "12,5" is 12.5 only with --decimal comma: give the option, or write 12.5',
    );
    expect(JSON.parse(wrong.stdout)).toMatchObject({
      error: { code: 'INVALID_INPUT', errors: [{ path: 'wrong.csv:2 kwh' }] },
    });
    expect(await costing('export', 'rates')).toMatchObject({
      code: 0,
      stdout: 'parameter_key,item,rate_value,effective_date,expired_date,notes\n',
    });
    expect((await costing('export', 'prices')).code).toBe(2);
    expect((await costing('export', 'rates', '--job', '1')).code).toBe(2);
    expect((await costing('export', 'summaries', '--format', 'xlsx')).code).toBe(2);
    expect(await costing('export', 'summaries', '--job', '99')).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringContaining('There is no job 99'),
    });
  });
});
