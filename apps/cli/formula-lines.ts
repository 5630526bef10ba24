import type { Readable, Writable } from 'node:stream';
import { evaluateFormula } from '#costing';
import { printableJson } from '#platform';

/**
 * Reads a JSON object a line, `{ formula, values }`, and writes `{ value }` or `{ error: { code, message, line, column } }`
 * a line, in order. Waits for the reader of its output, so that millions of lines take no memory. Ends quietly when that
 * reader goes away.
 */
export async function evaluateLines(input: Readable, output: Writable): Promise<void> {
  const closed = new Promise<false>((resolve) => output.once('error', () => resolve(false)));
  let rest = '';
  input.setEncoding('utf8');
  for await (const chunk of input) {
    // Not readline: it also ends lines at U+2028, which may stand in a JSON string.
    const lines = (rest + String(chunk)).split('\n');
    rest = lines.pop() ?? '';
    if (lines.length > 0 && !(await Promise.race([write(output, lines.map(answer).join('')), closed]))) return;
  }
  if (rest !== '') await Promise.race([write(output, answer(rest)), closed]);
}

function write(output: Writable, text: string): Promise<boolean> {
  return new Promise((resolve) => output.write(text, (error) => resolve(!error)));
}

function answer(line: string): string {
  return `${printableJson(evaluateLine(line))}\n`;
}

type Answer = { value: number } | { error: { code: string; message: string; line: number; column: number } };

/** The answer to one line; whatever is wrong with the line is an answer, too. */
export function evaluateLine(line: string): Answer {
  let request: unknown;
  try {
    request = JSON.parse(line);
  } catch (error) {
    return refuse('INVALID_JSON', `the line is no JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (!isObject(request) || typeof request['formula'] !== 'string') {
    return refuse('INVALID_JSON', 'the line is no object { "formula": text, "values": { name: number } }');
  }
  const given = request['values'] ?? {};
  if (!isObject(given)) return refuse('INVALID_VALUE', 'values is no object { name: number }');
  const values = new Map<string, number | null>();
  for (const [name, value] of Object.entries(given)) {
    if (value !== null && (typeof value !== 'number' || !Number.isFinite(value))) {
      return refuse('INVALID_VALUE', `value of '${name.slice(0, 80)}' is neither a number nor null`);
    }
    values.set(name, value);
  }
  return evaluateFormula(request['formula'], values);
}

function refuse(code: string, message: string): Answer {
  return { error: { code, message, line: 1, column: 1 } };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
