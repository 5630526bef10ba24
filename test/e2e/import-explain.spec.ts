import { describe, expect, it } from 'vitest';
import { CommandLine } from '../helpers/command-line.js';

const line = CommandLine.forThisFile();
const { costing } = line;

describe('import and explain', () => {
  it('cost the worked examples and explain what a job stored', async () => {
    const imported = await costing('import', 'test/fixtures/worked-examples.catalogue.json', '--json');
    expect(JSON.parse(imported.stdout)).toMatchObject({ variants: { inserted: 6, updated: 0, unchanged: 0 } });

    const job = JSON.parse((await costing('recalculate', '--as-of', '2026-06-01', '--json')).stdout);
    expect(job).toMatchObject({ status: 'COMPLETED', processed: 6, failed: 0 });
    const raised = { price_rates: [{ parameter_key: 'loom_hours', rate_value: 80, effective_date: '2026-01-01' }] };
    await costing('import', line.file('raised.json', JSON.stringify(raised)));

    const explained = JSON.parse((await costing('explain', 'W15', '--job', String(job.job_no), '--json')).stdout);
    expect(explained).toMatchObject({
      sku: 'W15',
      job_no: job.job_no,
      as_of: '2026-06-01',
      grand_total: '46609.300000',
    });
    const { rows } = await line.pool.query(
      `SELECT s.grand_total FROM variant_cost_summaries s JOIN variants v ON v.id = s.variant_id WHERE v.sku = 'W15'`,
    );
    expect(rows).toEqual([{ grand_total: '46609.300000' }]);

    const tree = await costing('explain', 'W15', '--job', String(job.job_no));
    expect(tree.stdout).toMatch(/Total +46,609\.300000 +46,609\.300000 +100\.0 %/);
    expect(tree.stdout).not.toContain('\u001b');
  });

  it('tell every fault and change nothing', async () => {
    const file = line.file(
      'wrong.json',
      '{"items": [{"code": "NEW"}, {}], "variants": [{"sku": "X", "master_yarn": "W03", "routing": "W3"}]}',
    );
    const refused = await costing('import', file, '--json');
    expect(refused.code).toBe(1);
    expect(JSON.parse(refused.stdout)).toMatchObject({
      error: {
        code: 'INVALID_INPUT',
        errors: [
          { path: '$.items[1].code', code: 'REQUIRED' },
          { path: '$.variants[0].routing', code: 'UNKNOWN_ROUTING' },
        ],
      },
    });
    expect(refused.stderr).toContain('$.variants[0].routing: unknown routing "W3"');
    expect((await line.pool.query(`SELECT FROM items WHERE code = 'NEW'`)).rowCount).toBe(0);
  });

  it.each<[number, string]>([
    [2, 'import'],
    [2, 'import rates.xlsx'],
    [1, 'import nowhere.json'],
    [2, 'explain W15 --as-of 2026-02-30'],
    [2, 'explain W15 --as-of 2026-01-01 --job 1'],
    [1, 'explain W15 --job one'],
    [1, 'explain W99'],
    [1, 'explain W15 --job 999'],
  ])('exit with %i for: %s', async (code, command) => {
    const outcome = await costing(...command.split(' '));
    expect([outcome.code, outcome.stdout]).toEqual([code, '']);
    expect(outcome.stderr).toMatch(/^error: /);
  });
});
