import { execFile } from 'node:child_process';
import { chmodSync } from 'node:fs';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { CLI_MAIN, CommandLine } from '../helpers/command-line.js';

const run = promisify(execFile);
const line = CommandLine.forThisFile();
/** What a terminal obeys: control characters but line breaks, and marks that turn the order of a line. */
// eslint would take the class for a mistake; that is what the test is about.
const ACTS = new RegExp('(?!\\n)[\\p{Cc}\\p{Zl}\\p{Zp}\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069]', 'u');
const NASTY = 'x\u001b]0;owned\u0007\u009b31m\u202ey\nz';
const SHOWN = 'x\\u{1B}]0;owned\\u{7}\\u{9B}31m\\u{202E}y\\nz';

/** Writes as an older version let it be written: without the constraints of today, which come back NOT VALID. */
async function asBefore(...statements: string[]): Promise<void> {
  const { rows } = await line.pool.query<{ tab: string; name: string; definition: string }>(
    `SELECT conrelid::regclass::text AS tab, conname AS name, pg_get_constraintdef(oid) AS definition
       FROM pg_constraint WHERE conname ~ '_printable$' AND coninhcount = 0`,
  );
  for (const { tab, name } of rows) await line.pool.query(`ALTER TABLE ${tab} DROP CONSTRAINT ${name}`);
  for (const statement of statements) {
    await line.pool.query({ text: statement, ...(statement.includes('$1') && { values: [NASTY] }) });
  }
  for (const { tab, name, definition } of rows) {
    await line.pool.query(`ALTER TABLE ${tab} ADD CONSTRAINT ${name} ${definition}`);
  }
}

beforeAll(async () => {
  const mill = line.file(
    'mill.json',
    JSON.stringify({
      parameters: [{ key: 'kg' }, { key: 'fibre', kind: 'ITEM' }],
      items: [{ code: 'COTTON' }],
      price_rates: [{ item: 'COTTON', rate_value: 2, effective_date: '2026-01-01' }],
      processes: [{ code: 'SPIN', name: 'Spinning' }],
      routings: ['A', 'B'].map((code) => ({
        code,
        name: code,
        output_unit: 'kg',
        output_quantity: '1',
        steps: [
          { code: 'S', process: 'SPIN', cost_component: 'MATERIAL', formula: code === 'A' ? 'kg * fibre' : 'kg / 0' },
        ],
      })),
      master_yarns: [{ code: 'Y', name: 'Y', parameters: { fibre: 'COTTON' } }],
      variants: ['A', 'B'].map((routing) => ({ sku: routing, master_yarn: 'Y', routing, parameters: { kg: 1 } })),
    }),
  );
  expect(await line.costing('import', mill)).toMatchObject({ code: 0 });
  await asBefore(
    `UPDATE items SET code = 'i' || $1, name = $1, unit = $1`,
    `UPDATE processes SET code = $1, name = $1`,
    `UPDATE master_yarns SET code = 'y' || $1, name = $1`,
    `UPDATE routings SET code = 'r' || code || $1, name = $1, output_unit = $1`,
    `UPDATE parameters SET label = $1, unit = $1`,
    `UPDATE variants SET batch_no = $1, sku = sku || $1`,
    `UPDATE process_steps SET formula_expression = formula_expression || E' // \\u202e' || chr(27)`,
  );
  const first = await line.costing('recalculate', '--as-of', '2026-02-01', '--allow-failed');
  expect([first.code, first.stderr]).toEqual([0, expect.any(String)]);
  await line.pool.query(`UPDATE price_rates SET rate_value = 3`);
  expect(await line.costing('recalculate', '--as-of', '2026-02-02', '--allow-failed')).toMatchObject({ code: 0 });
  await asBefore(
    `UPDATE recalculation_jobs SET kept_name = $1 WHERE job_no = 1`,
    `UPDATE price_rates SET notes = $1, rate_value = 4`,
  );
}, 60_000);

describe('no text reaches a terminal raw', () => {
  it.each([
    [['explain', 'A', '--job', '2'], `A${SHOWN}`],
    [['explain', `gone${NASTY}`], SHOWN],
    [['diff', '1', '2'], `rA${SHOWN}`],
    [['changes', '--pending', '--explain', '--as-of', '2026-02-02'], SHOWN],
    [['jobs', 'show', '1'], SHOWN],
    [['jobs', 'errors', '2'], `rB${SHOWN}`],
    [['recalculate', '--mode', 'delta', '--as-of', '2026-02-02', '--dry-run'], SHOWN],
    [['import', line.file('faults.json', JSON.stringify({ items: [{ code: NASTY, [NASTY]: 1 }] }))], '\\n'],
    [['import', `no${NASTY}.json`], SHOWN],
    [['formula', `1 + ${NASTY}`], ''],
    [['recalculate', '--mode', NASTY], SHOWN],
    [[`nothing${NASTY}`], ''],
    [['jobs', `--no${NASTY}`], ''],
    [['release', NASTY], SHOWN],
  ])('%j', async (args, shown) => {
    const { stdout, stderr } = await line.costing(...args);
    expect(stdout + stderr).not.toMatch(ACTS);
    expect(stdout + stderr).toContain(shown);
  });

  it('nor as JSON, which reads back exactly', async () => {
    const { stdout } = await line.costing('explain', 'A', '--job', '2', '--json');
    expect(stdout).not.toMatch(ACTS);
    expect(JSON.parse(stdout)).toMatchObject({ sku: `A${NASTY}`, routing: `rA${NASTY}`, output_unit: NASTY });
  });

  it('but an export is exact', async () => {
    const { stdout } = await line.costing('export', 'variants', '--format', 'ndjson');
    expect(
      stdout
        .split('\n')
        .filter(Boolean)
        .map((row) => (JSON.parse(row) as { sku: string }).sku)
        .sort(),
    ).toEqual([`A${NASTY}`, `B${NASTY}`]);
    expect((await line.costing('export', 'summaries')).stdout).toContain(`A${NASTY}`);
  });
});

describe('a reader that leaves', () => {
  /** The exit code of the command whose reader is gone, and what was said beside. */
  async function unread(command: string): Promise<{ code: number; stderr: string }> {
    const script = `${command} | true; printf '%s' "\${PIPESTATUS[0]}" >&3`;
    const child = run('bash', ['-c', `exec 3>&1; { ${script.replace('| true', '| (exec 3>&-; true)')}; }`], {
      env: line.env,
    });
    const { stdout, stderr } = await child;
    return { code: Number(stdout), stderr };
  }
  const cli = `'${process.execPath}' ${CLI_MAIN}`;

  it.each([
    'jobs list',
    'jobs list --json',
    'diff 1 2',
    'export summaries',
    'migrate --json',
    "formula '1 + 1'",
    'keys list',
    '--help',
  ])('ends %s quietly, as done', async (command) => {
    expect(await unread(`${cli} ${command}`)).toEqual({ code: 0, stderr: '' });
  });

  it('ends formula --stdin and import --json, whose work is done', async () => {
    const lines = `yes '{"formula": "1 + 1"}' | head -100000 | ${cli} formula --stdin`;
    expect((await run('bash', ['-c', `set -o pipefail; ${lines} | head -2; true`], { env: line.env })).stderr).toBe('');
    const path = line.file('more.json', JSON.stringify({ items: [{ code: 'MORE' }] }));
    expect(await unread(`${cli} import --json ${path}`)).toEqual({ code: 0, stderr: '' });
    const { rows } = await line.pool.query(`SELECT code FROM items WHERE code = 'MORE'`);
    expect(rows).toHaveLength(1);
  });

  it('shows what it read, and a full disk is an error', async () => {
    const { stdout, stderr } = await run('bash', ['-c', `${cli} jobs list | head -2`], { env: line.env });
    expect([stdout.split('\n').length, stderr]).toEqual([3, '']);
    const full = await run('bash', ['-c', `${cli} jobs list > /dev/full; echo $?`], { env: line.env });
    expect(full).toMatchObject({ stdout: '1\n', stderr: expect.stringContaining('the output cannot be written') });
  });

  it('is not missed on standard error', async () => {
    const { stdout } = await run('bash', ['-c', `${cli} jobs show 99 2> >(true); echo $?`], { env: line.env });
    expect(stdout).toBe('1\n');
  });
});

beforeAll(() => {
  vi.stubEnv('API_KEYS_FILE', line.file('keys.json', '{"keys": []}'));
  chmodSync(line.path('keys.json'), 0o600);
});
