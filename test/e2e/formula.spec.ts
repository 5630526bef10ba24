import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';

/** `costing formula` as built in `dist`; it needs no database. */
function formula(args: readonly string[], input = '') {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['dist/apps/cli/main.js', 'formula', ...args], {
    input,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  return { status, stdout, stderr };
}

describe('costing formula', () => {
  it('prints the value', () => {
    expect(formula(['kg * price', '--set', 'kg=2.5', 'price=40'])).toMatchObject({ status: 0, stdout: '100\n' });
    expect(formula(['kg * price', '--set', 'kg=0.1', '--set', 'price=3', '--json'])).toMatchObject({
      status: 0,
      stdout: '{"value":0.30000000000000004}\n',
    });
  });

  it('takes a formula that begins with a minus sign, and names without value', () => {
    expect(formula(['-x ** 2', '--set', 'x=3'])).toMatchObject({ status: 0, stdout: '-9\n' });
    expect(formula(['m ?? 3', '--set', 'm='])).toMatchObject({ status: 0, stdout: '3\n' });
  });

  it('points to an error and fails', () => {
    const { status, stdout, stderr } = formula(['1 +\n  dye_kgs * 2', '--set', 'dye_kg=3']);
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toBe(
      "    dye_kgs * 2\n    ^\nerror: unknown name 'dye_kgs' at line 2, column 3; did you mean 'dye_kg'?\n",
    );
    expect(formula(['1 / 0', '--json'])).toMatchObject({
      status: 1,
      stdout: '{"error":{"code":"DIVISION_BY_ZERO","message":"division by zero at column 3","line":1,"column":3}}\n',
    });
  });

  it.each([[[]], [['1', '2']], [['a', '--set', 'a=many']], [['1', '--stdin']]])('refuses wrong usage: %j', (args) => {
    expect(formula(args)).toMatchObject({ status: 2, stdout: '' });
  });

  it('answers a hundred thousand lines in order', () => {
    const lines = Array.from({ length: 100_000 }, (_, i) =>
      i % 10 === 9 ? '{' : JSON.stringify({ formula: `a + ${i}`, values: { a: 0.5 } }),
    );
    const { status, stdout } = formula(['--stdin'], lines.join('\n'));
    expect(status).toBe(0);
    const answers = stdout.split('\n');
    expect(answers.pop()).toBe('');
    expect(answers).toHaveLength(lines.length);
    const wrong = answers.findIndex((answer, i) =>
      i % 10 === 9 ? !answer.startsWith('{"error":{"code":"INVALID_JSON"') : answer !== `{"value":${i + 0.5}}`,
    );
    expect(wrong).toBe(-1);
  });
});
