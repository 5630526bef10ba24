import fc from 'fast-check';
import type { FuzzedOperation, HostileRequest, PathPart } from './fuzzed-operation.js';
import { largeBody } from './large-bodies.js';
import { hostileText, valueFor } from './hostile-values.js';

/** Requests for an operation: rarely right in every part, rarely wrong in all. */
export function requestsFor(operation: FuzzedOperation): fc.Arbitrary<HostileRequest> {
  const { operationId, path, parameters } = operation;
  const places = (place: string) => parameters.filter((one) => one.in === place);
  const parts = Object.fromEntries(places('path').map(({ name, example }) => [name, pathPart(String(example))]));
  const ordinary = fc.record({
    operationId: fc.constant(operationId),
    method: often(operation.method, fc.constantFrom('GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'), 15),
    path: fc.constant(path),
    pathParts: fc.record(parts),
    query: queryOf(places('query')),
    headers: headersOf(places('header').map(({ name }) => name)),
    body: bodyOf(operation),
  });
  if (!operation.body) return ordinary;
  // Rare, because each has up to a megabyte.
  const large = fc
    .tuple(ordinary, largeBody(operation))
    .map(([request, sized]) => ({ ...request, ...sized, method: operation.method }));
  return fc.oneof({ weight: 40, arbitrary: ordinary }, { weight: 1, arbitrary: large });
}

/** `value` in all but one of `times` cases. */
const often = <T>(value: T, otherwise: fc.Arbitrary<T>, times: number): fc.Arbitrary<T> =>
  fc.oneof({ weight: times - 1, arbitrary: fc.constant(value) }, { weight: 1, arbitrary: otherwise });

/** A lone surrogate cannot be sent: it is U+FFFD in UTF-8. */
const encoded = (text: string): string => encodeURIComponent(Buffer.from(text).toString());

const RAW = [
  '%',
  '%00',
  '%C0%AF',
  '%E0%A4',
  '%2e%2e%2f',
  '..',
  '.',
  '%2F',
  ';a=b',
  '*',
  '[]',
  '%25%30%30',
  'a'.repeat(6_000),
];

const pathPart = (example: string): fc.Arbitrary<PathPart> =>
  fc.oneof<fc.WeightedArbitrary<PathPart>[]>(
    { weight: 6, arbitrary: fc.record({ known: fc.nat(100) }) },
    { weight: 1, arbitrary: fc.constant(encoded(example)) },
    { weight: 2, arbitrary: hostileText.map((text) => encoded(text) || '%20') },
    { weight: 1, arbitrary: fc.constantFrom(...RAW) },
  );

function queryOf(parameters: FuzzedOperation['parameters']): fc.Arbitrary<string> {
  const pairs = parameters.map(({ name, schema, example }) => {
    const pair = valueFor(schema, example).map((value) => `${name}=${encoded(textOf(value))}`);
    // Absent, once, or twice.
    return fc.oneof(
      { weight: 5, arbitrary: fc.constant('') },
      { weight: 4, arbitrary: pair },
      { weight: 1, arbitrary: fc.tuple(pair, pair).map((both) => both.join('&')) },
    );
  });
  const name = parameters[0]?.name ?? 'limit';
  const strange = fc.constantFrom(
    ...['__proto__=1', 'constructor=1', `${name}[]=1`, `${name}[a]=1`, 'a[b][c][d]=1', '%00=1', '=', '%'],
  );
  return fc.tuple(...pairs, often('', strange, 10)).map((all) => all.filter((pair) => pair !== '').join('&'));
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** What HTTP lets through in a header: the rest would never reach the API. */
const headerText = hostileText.map((text) => text.replaceAll(/[^\t\x20-\x7e\x80-\xff]/g, '').slice(0, 2_000));

function headersOf(names: readonly string[]): fc.Arbitrary<Record<string, string>> {
  const known = ['Idempotency-Key', 'If-Match', 'If-None-Match', 'Last-Event-ID', 'Authorization', 'Accept', 'Range'];
  const others = ['X-HTTP-Method-Override', 'X-Forwarded-For', 'Cookie', 'Accept-Encoding', 'Origin', 'Host'];
  return fc.oneof(
    { weight: 4, arbitrary: fc.constant({}) },
    { weight: 3, arbitrary: fc.dictionary(fc.constantFrom(...names, ...known), headerText, { maxKeys: 2 }) },
    { weight: 1, arbitrary: fc.dictionary(fc.constantFrom(...others), headerText, { maxKeys: 1 }) },
  );
}

const TEXTS = [
  ...[
    '',
    'null',
    '[]',
    '{',
    '{"a":1e400}',
    '{"as_of":"\\ud800"}',
    '{"a":"\0"}',
    '\xff\xfe',
    '\xef\xbb\xbf{}',
    '"text"',
  ],
  ...['{"__proto__":{"release":false}}', '{"constructor":{"prototype":{}}}', '{"base_params":{"toString":1}}'],
  ...[`{"base_params":${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}}`, `${'['.repeat(5_000)}${']'.repeat(5_000)}`],
  ...[
    '{"as_of":"2026-06-30","as_of":7}',
    `{"change_ids":[${'"x",'.repeat(2_000)}1]}`,
    `{"name":"${'n'.repeat(20_000)}"}`,
  ],
];

/** The content type goes with the body; see `send`. */
function bodyOf({ method, body }: FuzzedOperation): fc.Arbitrary<string | null> {
  const texts = fc.constantFrom(...TEXTS);
  if (method === 'GET') return often<string | null>(null, texts, 12);
  const { schema, example } = body ?? { schema: {}, example: undefined };
  const json = valueFor(schema, example).map((value) => Buffer.from(JSON.stringify(value)).toString('latin1'));
  return fc.oneof<fc.WeightedArbitrary<string | null>[]>(
    { weight: 4, arbitrary: fc.constant(null) },
    { weight: body ? 10 : 2, arbitrary: json },
    { weight: 2, arbitrary: texts },
  );
}

/** Mostly JSON, else it would hardly be read. */
export const contentTypes: fc.Arbitrary<Record<string, string>> = often<Record<string, string>>(
  { 'Content-Type': 'application/json' },
  fc.constantFrom<Record<string, string>>(
    {},
    { 'Content-Type': 'text/plain' },
    { 'Content-Type': 'application/json; charset=utf-16' },
    { 'Content-Type': 'application/json; charset=nonsense' },
    { 'Content-Type': 'multipart/form-data; boundary=x' },
    { 'Content-Type': '/' },
    { 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' },
    { 'Content-Type': 'application/json', 'Content-Encoding': 'nonsense' },
  ),
  8,
);
