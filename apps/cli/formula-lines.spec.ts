import { Readable, Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { evaluateLine, evaluateLines } from './formula-lines.js';

async function answersTo(chunks: readonly (string | Buffer)[]): Promise<unknown[]> {
  let text = '';
  const output = new Writable({
    write(chunk, _, done) {
      text += String(chunk);
      setImmediate(done);
    },
  });
  await evaluateLines(Readable.from(chunks, { objectMode: false }), output);
  expect(text === '' || text.endsWith('\n')).toBe(true);
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as unknown);
}

describe('lines of formulas', () => {
  it('are answered in order, errors among them', async () => {
    const lines = [
      '{"formula":"a * 2","values":{"a":21}}',
      '{"formula":"a * 2","values":{"a":null}}',
      '{"formula":"a ?? 7","values":{"a":null}}',
      '{"formula":"1 +\\n b","values":{}}',
      '{"formula":',
      '[]',
      '',
      '{"formula":"A + 1","values":{"A":"2"}}',
      '{"formula":"A + 1","values":{"A":true}}',
      '{"formula":"A + 1","values":{"A":1e999}}',
      '{"formula":"1e-7 * 3"}\r',
    ];
    const codes = (await answersTo([lines.join('\n')])).map((answer) => {
      const { value, error } = answer as { value?: number; error?: { code: string; line: number; column: number } };
      return error ? `${error.code} ${error.line}:${error.column}` : value;
    });
    expect(codes).toEqual([
      42,
      'MISSING_PARAMETER 1:1',
      7,
      'UNKNOWN_NAME 2:2',
      'INVALID_JSON 1:1',
      'INVALID_JSON 1:1',
      'INVALID_JSON 1:1',
      'INVALID_VALUE 1:1',
      'INVALID_VALUE 1:1',
      'INVALID_VALUE 1:1',
      3e-7,
    ]);
  });

  it('are put together from chunks, wherever these end', async () => {
    const bytes = Buffer.from('{"formula":"1 /* é\u2028\u{1F9F5} */ + x","values":{"x":1}}\n{"formula":"3"}\n');
    const chunks = Array.from(bytes, (_, i) => bytes.subarray(i, i + 1));
    expect(await answersTo(chunks)).toEqual([{ value: 2 }, { value: 3 }]);
  });

  it('end quietly when nobody reads the answers any more', async () => {
    const output = new Writable({ write: (_, __, done) => done(Object.assign(new Error('gone'), { code: 'EPIPE' })) });
    let read = 0;
    const input = Readable.from(
      (function* () {
        for (; read < 1e6; read++) yield '{"formula":"1"}\n';
      })(),
    );
    await evaluateLines(input, output);
    expect(read).toBeLessThan(1e6);
  });

  it('may set names that objects have of their own', () => {
    expect(evaluateLine('{"formula":"__proto__ + constructor","values":{"__proto__":1,"constructor":2}}')).toEqual({
      value: 3,
    });
  });
});
