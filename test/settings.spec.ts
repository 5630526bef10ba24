import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { readConfig } from '#platform';

interface Row {
  readonly fallback: string;
  readonly range: string;
  readonly meaning: string;
}

/** The tables of the page, by setting. */
const documented = new Map<string, Row>(
  [...readFileSync('docs/operating/settings.md', 'utf8').matchAll(/^\| `(\w+)` *\|(.*)\|$/gm)].map(
    ([, name, cells]) => {
      const [fallback = '', range = '', , meaning = ''] = cells!
        .split('|')
        .map((cell) => cell.trim().replaceAll('`', ''));
      return [name!, { fallback, range, meaning }];
    },
  ),
);

/** What the configuration asks the environment for. */
function settingsRead(): Set<string> {
  const read = new Set<string>();
  readConfig(new Proxy({}, { get: (_, name) => void read.add(String(name)) }));
  return read;
}

it('documents each setting that the code reads, and no other', () => {
  expect([...documented.keys()].sort()).toEqual([...settingsRead()].sort());
  for (const [name, { fallback, range, meaning }] of documented) {
    expect([name, fallback, range, meaning]).not.toContain('');
  }
});

it('documents the defaults and ranges of the code', () => {
  const code = readFileSync('libs/platform/config.ts', 'utf8');
  const count = (digits: string): string => Number(digits.replaceAll('_', '')).toLocaleString('en');
  const integers = [...code.matchAll(/integer\(env, '(\w+)', ([^,]+), ([\d_]+), ([\d_]+)\)/g)];
  expect(integers.length).toBeGreaterThan(8);
  for (const [, name = '', fallback = '', min = '', max = ''] of integers) {
    expect([name, documented.get(name)]).toMatchObject([
      name,
      {
        fallback: /^[\d_]+$/.test(fallback) ? count(fallback) : 'processors + 1',
        range: `${count(min)} to ${count(max)}`,
      },
    ]);
  }
  const choices = [...code.matchAll(/oneOf\(env, '(\w+)', \[([^\]]+)\]/g)];
  expect(choices.length).toBeGreaterThan(2);
  for (const [, name = '', list = ''] of choices) {
    const values = list.replaceAll("'", '').split(', ');
    expect([name, documented.get(name)]).toMatchObject([name, { fallback: values[0], range: values.join(', ') }]);
  }
});
