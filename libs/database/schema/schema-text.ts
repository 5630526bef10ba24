import { objectKey, type SchemaObject, type SchemaObjectKind } from './schema-object.js';

const HEADER = `-- What the migrations make, as PostgreSQL tells it. Made by \`npm run -s schema\`; compared by the tests and,
-- at every start, with the database. [00-63] stands for that many like statements.
`;
const BLOCK_START = /^-- (?=(?:schema|table|partition|index|function|view|trigger|comment) \S)/m;

/** The text of `migrations/schema.sql`: one block an object, columns and constraints inside their table's. */
export function formatSchema(objects: readonly SchemaObject[]): string {
  const blocks = objects
    .filter(({ kind }) => kind !== 'column' && kind !== 'constraint' && kind !== 'partition')
    .map((object) => (object.kind === 'table' ? tableBlock(object, objects) : block(object)));
  const before = objects.filter(({ kind }) => kind === 'schema' || kind === 'table').length;
  blocks.splice(before, 0, ...foldPartitions(objects.filter(({ kind }) => kind === 'partition')).map(block));
  return [HEADER, ...blocks].join('\n');
}

/** Reads back what `formatSchema` wrote. */
export function parseSchema(text: string): SchemaObject[] {
  return text
    .split(BLOCK_START)
    .slice(1)
    .flatMap((part) => {
      const lineEnd = part.indexOf('\n');
      const [kind, name] = splitOnce(part.slice(0, lineEnd), ' ');
      const definition = part.slice(lineEnd + 1).replace(/;\s*$/, '');
      if (kind === 'table') return parseTable(name, definition);
      const object: SchemaObject = { kind: kind as SchemaObjectKind, name, definition };
      return kind === 'partition' ? unfoldPartitions(object) : [object];
    });
}

const block = (object: SchemaObject): string => `-- ${objectKey(object)}\n${object.definition.trimEnd()};\n`;

function tableBlock(table: SchemaObject, objects: readonly SchemaObject[]): string {
  const own = (kind: SchemaObjectKind, word: string): string[] =>
    objects
      .filter((object) => object.kind === kind && object.name.startsWith(`${table.name}.`))
      .map((object) => `  ${word}${object.name.slice(table.name.length + 1)} ${object.definition}`);
  const lines = [...own('column', ''), ...own('constraint', 'CONSTRAINT ')].join(',\n');
  const definition = `CREATE TABLE ${table.name} (\n${lines}\n) ${table.definition}`;
  return block({ ...table, definition });
}

function parseTable(name: string, statement: string): SchemaObject[] {
  const lines = statement.split('\n').slice(1);
  const last = lines.pop() ?? '';
  const parts = lines.map((line): SchemaObject => {
    const text = line.trim().replace(/,$/, '');
    const isConstraint = text.startsWith('CONSTRAINT ');
    const [part, definition] = splitOnce(isConstraint ? text.slice('CONSTRAINT '.length) : text, ' ');
    return { kind: isConstraint ? 'constraint' : 'column', name: `${name}.${part}`, definition };
  });
  return [{ kind: 'table', name, definition: last.slice(1).trim() }, ...parts];
}

/** Partitions that differ in nothing but their number become one line: `variants_p[00-63]`. */
function foldPartitions(partitions: readonly SchemaObject[]): SchemaObject[] {
  const folded: SchemaObject[] = [];
  for (let first = 0, next; first < partitions.length; first = next) {
    const fold = (last: number): SchemaObject => foldRun(partitions, first, last);
    next = first + 1;
    while (next < partitions.length && isRun(partitions.slice(first, next + 1), fold(next))) next++;
    folded.push(next === first + 1 ? (partitions[first] as SchemaObject) : fold(next - 1));
  }
  return folded;
}

function foldRun(partitions: readonly SchemaObject[], first: number, last: number): SchemaObject {
  const from = partitions[first] as SchemaObject;
  const [start, end] = [from, partitions[last] as SchemaObject].map(({ name }) => /\d+$/.exec(name)?.[0] ?? '');
  const name = from.name.replace(/\d+$/, `[${start}-${end}]`);
  const definition = from.definition
    .replace(from.name, name)
    .replace(`remainder ${Number(start)})`, `remainder [${Number(start)}-${Number(end)}])`);
  return { kind: 'partition', name, definition };
}

function isRun(run: readonly SchemaObject[], folded: SchemaObject): boolean {
  const unfolded = unfoldPartitions(folded);
  return unfolded.length === run.length && run.every((one, n) => one.definition === unfolded[n]?.definition);
}

function unfoldPartitions(object: SchemaObject): SchemaObject[] {
  const range = /\[(\d+)-(\d+)\]$/.exec(object.name);
  if (!range) return [object];
  const [first, last, width] = [Number(range[1]), Number(range[2]), range[1]?.length ?? 0];
  return Array.from({ length: last - first + 1 }, (_, n) => {
    const padded = String(first + n).padStart(width, '0');
    const name = object.name.replace(range[0], padded);
    const definition = object.definition
      .replace(object.name, name)
      .replace(`remainder [${first}-${last}])`, `remainder ${first + n})`);
    return { ...object, name, definition };
  });
}

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + separator.length)];
}
