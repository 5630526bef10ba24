import { describe, expect, it } from 'vitest';
import type { SchemaObject } from './schema-object.js';
import { schemaDrift } from './schema-drift.js';
import { formatSchema, parseSchema } from './schema-text.js';

const partition = (n: number, options = ''): SchemaObject => ({
  kind: 'partition',
  name: `v_p${String(n).padStart(2, '0')}`,
  definition: `CREATE TABLE v_p${String(n).padStart(2, '0')} PARTITION OF v FOR VALUES WITH (modulus 12, remainder ${n})${options}`,
});

const OBJECTS: readonly SchemaObject[] = [
  { kind: 'table', name: 'v', definition: 'PARTITION BY HASH (id)' },
  { kind: 'column', name: 'v.id', definition: 'uuid NOT NULL' },
  { kind: 'column', name: 'v.amount', definition: 'numeric(18,6) DEFAULT 0' },
  { kind: 'constraint', name: 'v.v_check', definition: "CHECK (kind = ANY (ARRAY['A'::text, 'B'::text]))" },
  ...Array.from({ length: 12 }, (_, n) => partition(n, n === 7 ? ' WITH (fillfactor=50)' : '')),
  { kind: 'index', name: 'v_amount', definition: 'CREATE INDEX v_amount ON v USING btree (amount)' },
  { kind: 'function', name: 'f(smallint[])', definition: 'CREATE FUNCTION f()\n AS $$\n  SELECT 1;\n\n  -- two\n$$' },
  { kind: 'view', name: 'w', definition: 'CREATE VIEW w AS\n SELECT id\n   FROM v' },
];

describe('schema.sql', () => {
  it('reads back what was written, with like partitions folded', () => {
    const text = formatSchema(OBJECTS);
    expect(parseSchema(text)).toEqual(OBJECTS);
    expect(text.match(/^-- partition .*$/gm)).toEqual([
      '-- partition v_p[00-06]',
      '-- partition v_p07',
      '-- partition v_p[08-11]',
    ]);
  });
});

describe('drift', () => {
  it('is nothing when only white space differs or something was added', () => {
    const wider = OBJECTS.map((object) => ({ ...object, definition: object.definition.replaceAll(' ', '\n  ') }));
    expect(schemaDrift(OBJECTS, [...wider, { kind: 'view', name: 'mine', definition: '' }])).toEqual([]);
  });

  it('shows of a long definition where it begins to differ', () => {
    const long = (end: string): SchemaObject => ({ kind: 'view', name: 'w', definition: `${'x'.repeat(400)} ${end}` });
    expect(schemaDrift([long('ONE')], [long('TWO')])).toEqual([
      `changed: view w (…${'x'.repeat(19)} TWO, expected …${'x'.repeat(19)} ONE)`,
    ]);
  });
});
