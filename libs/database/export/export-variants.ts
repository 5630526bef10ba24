import type { Client } from 'pg';
import { PACKED_ENTRY_BYTES } from '#costing';
import { CostingError } from '#platform';
import { VARIANT_FIELDS } from '../catalogue/read-catalogue-json.js';
import type { Database } from '../open-database.js';
import { PARTITIONS } from '../sql/diff.js';
import {
  copyParametersRange,
  copyVariantRange,
  type ExportNames,
  idRanges,
  readExportNames,
  type VariantIdFilter,
  VARIANT_EXPORT_ROW as ROW,
} from '../sql/export.js';
import { withSharedSnapshot } from '../shared-snapshot.js';
import { filterIds, type VariantExportFilter } from './export-filter.js';
import { type ExportOutput, ExportStream } from './export-stream.js';
import { type ExportFormat, type RowFormat, rowFormat, type TableSpelling } from './row-format.js';
import { unreadableRow } from './unreadable-row.js';

const PARAMETERS_AT = 6;

export interface VariantsExport {
  readonly format: ExportFormat;
  readonly table?: TableSpelling;
  readonly filter?: VariantExportFilter;
  readonly onProgress?: (rows: number) => void;
}

/**
 * Writes all variants as an import takes them: CSV with a column for each parameter that some variant has a value of, or
 * a catalogue file's variant object a line. All of one moment; resolves with the number of rows. Throws COLUMN_TAKEN, UNREADABLE_ROW.
 */
export async function exportVariants(
  database: Database,
  output: ExportOutput,
  { format, table, filter = {}, onProgress = () => undefined }: VariantsExport,
): Promise<number> {
  return withSharedSnapshot(database.connection, 1, 'costing export', async ([connected]) => {
    const client = connected!;
    const stream = new ExportStream(output);
    const names = await readExportNames(client);
    const ids = filterIds(filter, names);
    const used = format === 'csv' ? await usedParameters(client, ids) : [];
    const writer = new VariantWriter(
      stream,
      rowFormat(format, table),
      names,
      format === 'csv' ? columnsOf(used, names) : null,
    );
    writer.start();
    for (const partitionNo of PARTITIONS) {
      for (const range of await idRanges(client, partitionNo)) {
        await stream.copy(client, copyVariantRange(partitionNo, range, ids), writer.onRow);
        onProgress(stream.rows);
      }
    }
    await stream.finish();
    return stream.rows;
  });
}

/** Ids of the parameters that variants hold values of: reads all of them, half a second a million. */
async function usedParameters(client: Client, filter: VariantIdFilter): Promise<number[]> {
  const used = new Set<number>();
  const nothing = new ExportStream({ write: () => null });
  for (const partitionNo of PARTITIONS) {
    for (const range of await idRanges(client, partitionNo)) {
      await nothing.copy(client, copyParametersRange(partitionNo, range, filter), (row, start, end) => {
        for (let at = start + PARAMETERS_AT; at < end; at += PACKED_ENTRY_BYTES) used.add(row.getInt16(at));
      });
    }
  }
  return [...used];
}

/** Columns by key; a parameter that is called like a fixed column cannot have one. */
function columnsOf(used: readonly number[], { parameters }: ExportNames): Map<number, string> {
  const keys = used.flatMap((id) => {
    const key = parameters.get(id)?.key;
    return key === undefined ? [] : [[id, key] as const];
  });
  const taken = keys.find(([, key]) => (VARIANT_FIELDS as readonly string[]).includes(key));
  if (taken) {
    const message = `The parameter '${taken[1]}' is called like a column of every variant: export as ndjson instead.`;
    throw new CostingError('COLUMN_TAKEN', message, { httpStatus: 409 });
  }
  return new Map(keys.sort(([, a], [, b]) => (a < b ? -1 : 1)));
}

class VariantWriter {
  constructor(
    private readonly stream: ExportStream,
    private readonly format: RowFormat,
    private readonly names: ExportNames,
    /** Keys of the columns by parameter id; null: parameters as one object. */
    private readonly columns: ReadonlyMap<number, string> | null,
  ) {}

  start(): void {
    this.stream.text(this.format.header([...VARIANT_FIELDS, ...(this.columns?.values() ?? [])]));
  }

  readonly onRow = (row: DataView, start: number): void => {
    const { format } = this;
    const { masterYarns, routings } = this.names;
    let at = start + ROW.parameters;
    const parameters = this.parameters(row, at, row.getInt32(at - 4));
    at += row.getInt32(at - 4);
    const sku = text(row, at);
    const batchNo = text(row, at + 4 + row.getInt32(at));
    const fixed = {
      sku: format.text(sku),
      master_yarn: format.text(masterYarns.get(row.getInt32(start + ROW.yarnId)) ?? null),
      routing: format.text(routings.get(row.getInt32(start + ROW.routingId))?.code ?? null),
      batch_no: format.text(batchNo),
      is_active: row.getUint8(start + ROW.isActive) === 1 ? 'true' : 'false',
    };
    let line = VARIANT_FIELDS.map((column, n) => format.before(column, n) + fixed[column]).join('');
    if (this.columns) {
      for (const id of this.columns.keys()) line += format.before('', 1) + (parameters.get(id)?.[1] ?? '');
    } else line += `,"parameters":{${[...parameters.values()].map(([key, value]) => `"${key}":${value}`).join(',')}}`;
    this.stream.text(line + format.end);
  };

  /** Key and formatted value by id. */
  private parameters(row: DataView, start: number, length: number): Map<number, readonly [string, string]> {
    const { parameters, items } = this.names;
    const values = new Map<number, readonly [string, string]>();
    for (let at = start; at < start + length; at += PACKED_ENTRY_BYTES) {
      const id = row.getInt16(at);
      const value = row.getFloat64(at + 2);
      const parameter = parameters.get(id);
      if (!parameter) {
        throw unreadableRow('A variant', `it has a value of parameter ${id}, and there is no such parameter`);
      }
      const shown = parameter.kind === 'ITEM' ? this.format.text(items.get(value) ?? null) : this.format.number(value);
      values.set(id, [parameter.key, shown]);
    }
    return values;
  }
}

/** A field after its int32 length, which is −1 for null. */
function text(row: DataView, at: number): string | null {
  const length = row.getInt32(at);
  if (length < 0) return null;
  return Buffer.from(row.buffer, row.byteOffset + at + 4, length).toString('utf8');
}
