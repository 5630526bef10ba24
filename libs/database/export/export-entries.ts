import type { Client } from 'pg';
import { CostingError } from '#platform';
import { type EntryDocument, entryDocuments } from '../catalogue/entries/entry-documents.js';
import { partFields } from '../catalogue/read-catalogue-json.js';
import { type EntryRow, listEntryRows } from '../sql/catalogue-entries.js';
import type { Database } from '../open-database.js';
import { withSharedSnapshot } from '../shared-snapshot.js';
import { type ExportOutput, ExportStream } from './export-stream.js';
import { type ExportFormat, type RowFormat, rowFormat, type TableSpelling } from './row-format.js';

/** Parts that are exported whole, as tables that an import takes. */
export const ENTRY_EXPORTS = ['items', 'parameters', 'master_yarns'] as const;
export type EntryExport = (typeof ENTRY_EXPORTS)[number];

/** Tables of items and of yarns both have codes: the column says which. */
const KEY_COLUMNS: Readonly<Record<EntryExport, string>> = {
  items: 'item',
  parameters: 'key',
  master_yarns: 'master_yarn',
};
const ENTRIES_AT_ONCE = 5_000;

/**
 * Writes all entries of a part in the order of their keys: a table as an import takes it, or an entry of a catalogue file
 * a line. Resolves with their number. Throws COLUMN_TAKEN.
 */
export async function exportEntries(
  { connection }: Pick<Database, 'connection'>,
  output: ExportOutput,
  options: { readonly part: EntryExport; readonly format: ExportFormat; readonly table?: TableSpelling },
): Promise<number> {
  return withSharedSnapshot(connection, 1, 'costing export', async ([client]) => {
    const stream = new ExportStream(output);
    const documents = await readAll(client!, options.part);
    if (options.format === 'ndjson') {
      for (const document of documents) await write(stream, `${JSON.stringify(document)}\n`);
    } else await writeTable(stream, options.part, documents, rowFormat('csv', options.table));
    await stream.finish();
    return stream.rows;
  });
}

async function write(stream: ExportStream, row: string): Promise<void> {
  stream.text(row);
  stream.rows++;
  await stream.ready();
}

async function readAll(client: Client, part: EntryExport): Promise<EntryDocument[]> {
  const documents: EntryDocument[] = [];
  for (let after: string | null = null; ;) {
    const rows: EntryRow[] = await listEntryRows(client, part, { after, limit: ENTRIES_AT_ONCE });
    documents.push(...(await entryDocuments(client, rows)));
    if (rows.length < ENTRIES_AT_ONCE) return documents;
    after = rows.at(-1)![part === 'parameters' ? 'key' : 'code'] as string;
  }
}

async function writeTable(
  stream: ExportStream,
  part: EntryExport,
  documents: readonly EntryDocument[],
  format: RowFormat,
): Promise<void> {
  const [key, ...others] = partFields(part).filter((field) => field !== 'parameters');
  const parameters = [...new Set(documents.flatMap((one) => Object.keys(one['parameters'] ?? {})))].sort();
  const taken = parameters.find((name) => others.includes(name) || name === KEY_COLUMNS[part]);
  if (taken !== undefined) {
    const message = `The parameter '${taken}' is called like a column of every entry: export as ndjson instead.`;
    throw new CostingError('COLUMN_TAKEN', message, { httpStatus: 409 });
  }
  stream.text(format.header([KEY_COLUMNS[part], ...others, ...parameters]));
  for (const document of documents) {
    const values = (document['parameters'] ?? {}) as Readonly<Record<string, unknown>>;
    const cells = [
      document[key!],
      ...others.map((field) => document[field]),
      ...parameters.map((name) => values[name]),
    ];
    await write(stream, cells.map((cell, n) => format.before('', n) + cellOf(cell, format)).join('') + format.end);
  }
}

function cellOf(value: unknown, format: RowFormat): string {
  if (typeof value === 'number') return format.number(value);
  return format.text(typeof value === 'string' ? value : null);
}
