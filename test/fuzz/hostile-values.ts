import fc from 'fast-check';

type Json = Readonly<Record<string, unknown>>;

const TEXTS = [
  ...['', ' ', '\0', 'a\0b', '\t', '\r\n', '\u202e', '\ud800', '\ufeff', '👩‍👩‍👧', 'İ', '٣', 'é', 'ﬀ'],
  ...['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'length', '[object Object]'],
  ...['NaN', 'Infinity', '-0', '-1', '0', '1.5', '1e2', '1e400', '0x10', '2147483648', '9223372036854775808'],
  ...['true', 'null', 'undefined', '[]', '{}', '9'.repeat(400), 'A'.repeat(3_000)],
  ...[
    "' OR 1=1 --",
    '"; DROP TABLE variants; --',
    '$1',
    '$' + '{7*7}',
    '../../etc/passwd',
    '%s%n',
    '<script>',
    '*',
    '\\',
  ],
  ...['0000-01-01', '2026-02-30', '9999-12-31', '10000-01-01', '275760-09-13', '2026-06-30T00:00:00Z', 'infinity'],
  ...['01977C5E-9F00-7A10-8000-000000000042', '{01977c5e-9f00-7a10-8000-000000000042}', '0'.repeat(32)],
];

export const hostileText = fc.oneof(
  { weight: 2, arbitrary: fc.constantFrom(...TEXTS) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
);

const hostileNumber = fc.oneof(
  fc.constantFrom(0, -1, 0.1, 501, 2 ** 31, 2 ** 53, 1e30, 1e308, -1e308, 5e-324),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
);

/** Any JSON value, with names that objects inherit and nesting that no schema asks for. */
const hostileJson = fc.oneof(
  hostileText,
  hostileNumber,
  fc.constantFrom<unknown>(true, false, null, [], {}, [[]], [null], deep(40)),
  fc.jsonValue({ maxDepth: 3 }),
  fc.dictionary(hostileText, fc.oneof(hostileText, hostileNumber), { maxKeys: 4 }),
  fc.array(hostileText, { maxLength: 5 }),
);

function deep(levels: number): unknown {
  return levels === 0 ? 1 : { a: deep(levels - 1) };
}

/** A value for this schema: mostly one that it allows, often its example, now and then anything at all. */
export function valueFor(schema: Json, example: unknown): fc.Arbitrary<unknown> {
  const values: fc.WeightedArbitrary<unknown>[] = [
    { weight: 4, arbitrary: allowedBy(schema) },
    { weight: 2, arbitrary: hostileJson },
  ];
  if (example !== undefined) values.push({ weight: 3, arbitrary: fc.constant(example) });
  return fc.oneof(...values);
}

function allowedBy(schema: Json): fc.Arbitrary<unknown> {
  const {
    enum: values,
    minimum = -1e6,
    maximum = 1e6,
    items = {},
    properties = {},
  } = schema as {
    enum?: readonly unknown[];
    minimum?: number;
    maximum?: number;
    items?: Json;
    properties?: Readonly<Record<string, Json>>;
  };
  if (values) return fc.constantFrom(...values);
  switch (schema['type']) {
    case 'boolean':
      return fc.boolean();
    case 'integer':
      return fc.integer({ min: minimum, max: maximum });
    case 'number':
      return fc.double({ min: minimum, max: maximum, noNaN: true });
    case 'string':
      return allowedText(schema);
    case 'array':
      return fc.array(valueFor(items, undefined), { maxLength: 3 });
    case 'object': {
      const fields = Object.entries(properties).map(([name, field]) => [name, valueFor(field, undefined)]);
      const others = fc.dictionary(fc.constantFrom('shade', 'kwh', 'dye', 'nonsense'), hostileJson, { maxKeys: 2 });
      const record = fc.record(Object.fromEntries(fields) as Record<string, fc.Arbitrary<unknown>>, {
        requiredKeys: [],
      });
      return fields.length === 0 ? others : record;
    }
    default:
      return hostileJson;
  }
}

function allowedText({ format, pattern, maxLength = 300 }: Json): fc.Arbitrary<string> {
  if (format === 'uuid') return fc.uuid();
  if (format === 'date') return fc.integer({ min: 1, max: 28 }).map((day) => `2026-06-${String(day).padStart(2, '0')}`);
  if (typeof pattern === 'string') return fc.stringMatching(new RegExp(pattern, 'u'), { size: 'xsmall' });
  return fc.string({ unit: 'grapheme', maxLength: Math.min(Number(maxLength), 300) });
}
