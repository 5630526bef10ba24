import fc from 'fast-check';
import type { FuzzedOperation, HostileRequest } from './fuzzed-operation.js';

const BYTES_MAX = 1_000_000;

/** `part` with a running number as often as it fits into `bytes`. */
function repeated(bytes: number, part: (n: number) => string, separator = ','): string {
  const parts: string[] = [];
  for (let n = 0, length = 0; ; n++) {
    const next = part(n);
    length += next.length + separator.length;
    if (length > bytes) return parts.join(separator);
    parts.push(next);
  }
}

type Fill = (bytes: number) => string;

/** JSON values that are large in one way each. */
const FILLS: Readonly<Record<string, Fill>> = {
  members: (bytes) => `{${repeated(bytes, (n) => `"k${n}":1`)}}`,
  similarMembers: (bytes) => `{${repeated(bytes, (n) => `"kwh${n.toString(26)}":"dye"`)}}`,
  numbers: (bytes) => `[${repeated(bytes, String)}]`,
  texts: (bytes) => `[${repeated(bytes, (n) => `"shade${n}"`)}]`,
  objects: (bytes) => `[${repeated(bytes, () => '{}')}]`,
  steps: (bytes) =>
    `[${repeated(bytes, (n) => `{"code":"S${n}","cost_component":"MEMO","formula":"S${n + 1} + kwg * shadd${n}"}`)}]`,
  longText: (bytes) => `"${'x'.repeat(Math.min(bytes, 99_000))}"`,
  longFormula: (bytes) => `"${repeated(Math.min(bytes, 99_000), (n) => `k${n}`, '+')}"`,
  deepFormula: (bytes) => `"${'('.repeat(Math.min(bytes, 49_000))}1"`,
  longNumber: (bytes) => '9'.repeat(Math.min(bytes, 99_000)),
  deep: () => `${'{"a":['.repeat(15)}1${']}'.repeat(15)}`,
  escapes: (bytes) => `"${'\\u00e9'.repeat(Math.min(bytes / 6, 99_000))}"`,
};

const sizes = fc.constantFrom(20_000, 200_000, 600_000, BYTES_MAX - 2_000);

/** A body near the limits: its example with one member, or one more, that is large. */
export function largeBody({
  body,
  bodyTypes,
}: FuzzedOperation): fc.Arbitrary<Pick<HostileRequest, 'body' | 'bodyType'>> {
  const example = (typeof body?.example === 'object' ? body.example : {}) as Readonly<Record<string, unknown>>;
  const properties = Object.keys(body?.schema['properties'] ?? {});
  const fill = fc.tuple(fc.constantFrom(...Object.values(FILLS)), sizes).map(([make, bytes]) => make(bytes));
  const member = fc.tuple(fc.constantFrom(...properties, 'unknown'), fill).map(([name, value]) => {
    const others = Object.entries(example).filter(([other]) => other !== name);
    return `{${[...others.map(([other, one]) => `${JSON.stringify(other)}:${JSON.stringify(one)}`), `"${name}":${value}`].join(',')}}`;
  });
  const json = fc
    .oneof({ weight: 4, arbitrary: member }, { weight: 1, arbitrary: fill })
    .map((text) => ({ body: text, bodyType: { 'Content-Type': 'application/json' } }));
  const lines = bodyTypes.filter((type) => !type.endsWith('json') || type.endsWith('ndjson'));
  if (lines.length === 0) return json;
  return fc.tuple(fc.constantFrom(...lines), fill, sizes).map(([type, value, bytes]) => ({
    body: type === 'text/csv' ? table(bytes, value) : lineByLine(bytes, value),
    bodyType: { 'Content-Type': type },
  }));
}

/** Rows with faults and without, a header with many columns, or one cell that is long. */
function table(bytes: number, value: string): string {
  const cell = value.slice(0, bytes).replaceAll(/["\n]/g, ' ');
  if (cell.length % 3 === 0) return `sku,master_yarn,routing,${repeated(bytes, (n) => `shad${n}`)}\n`;
  if (cell.length % 3 === 1) return `sku,master_yarn,routing\nA,RAW-YARN,"${cell}"\n`;
  return `sku,master_yarn,routing,shade\n${repeated(bytes, (n) => `L${n},RAW-YAR${n % 7},PLAIN,BLU${n % 5}`, '\n')}\n`;
}

const lineByLine = (bytes: number, value: string): string =>
  `{"sku":"A","master_yarn":"RAW-YARN","routing":"PLAIN","parameters":${value}}\n` +
  repeated(
    bytes,
    (n) => `{"sku":"N${n}","master_yarn":"RAW-YARM","routing":"PLAIM","parameters":{"shad":"BLU"}}`,
    '\n',
  );
