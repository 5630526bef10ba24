import { objectKey, type SchemaObject } from './schema-object.js';

const SHOWN_MAX = 100;
const SHOWN_BEFORE = 20;
/** What goes with its table, and is named `table.part`. */
const PARTS: readonly string[] = ['column', 'constraint', 'trigger'];

/**
 * What of `expected` the database lacks or has otherwise, one short phrase each, e.g.
 * `missing: index recalculation_jobs_one_at_a_time`. What a user added on top is no drift.
 */
export function schemaDrift(expected: readonly SchemaObject[], actual: readonly SchemaObject[]): string[] {
  const found = new Map(actual.map((object) => [objectKey(object), object.definition]));
  const missingTables = new Set(
    expected.filter((object) => object.kind === 'table' && !found.has(objectKey(object))).map(({ name }) => name),
  );
  const drift: string[] = [];
  for (const object of expected) {
    const isPartOfMissingTable = PARTS.includes(object.kind) && missingTables.has(tableOf(object));
    if (isPartOfMissingTable) continue;
    const definition = found.get(objectKey(object));
    if (definition === undefined) drift.push(`missing: ${objectKey(object)}`);
    else if (squeeze(definition) !== squeeze(object.definition)) {
      drift.push(`changed: ${objectKey(object)} (${difference(squeeze(definition), squeeze(object.definition))})`);
    }
  }
  return drift;
}

const tableOf = ({ name }: SchemaObject): string => name.slice(0, name.lastIndexOf('.'));

/** Deparsers differ between versions in white space alone, if at all. */
const squeeze = (text: string): string => text.replace(/\s+/g, ' ').trim();

/** Short definitions whole, of long ones what follows a little before the first difference. */
function difference(actual: string, expected: string): string {
  let same = 0;
  while (same < actual.length && actual[same] === expected[same]) same++;
  const from = Math.max(actual.length, expected.length) <= SHOWN_MAX ? 0 : Math.max(0, same - SHOWN_BEFORE);
  return `${excerpt(actual, from)}, expected ${excerpt(expected, from)}`;
}

function excerpt(text: string, from: number): string {
  const shown = text.slice(from, from + SHOWN_MAX) || 'nothing';
  return `${from > 0 ? '…' : ''}${shown}${from + SHOWN_MAX < text.length ? '…' : ''}`;
}
