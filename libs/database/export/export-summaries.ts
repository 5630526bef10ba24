import type { Client } from 'pg';
import type { JobNo } from '#costing';
import { CostingError } from '#platform';
import type { CopyOut } from '../copy/copy-out.js';
import type { Database } from '../open-database.js';
import {
  copySummaryRange,
  type ExportedSummaries,
  type ExportNames,
  idRanges,
  readExportNames,
} from '../sql/export.js';
import {
  generationExists,
  isGenerationHeld,
  lockGenerationForReading,
  readReleasedGeneration,
} from '../sql/generations.js';
import { PARTITIONS } from '../sql/diff.js';
import type { SummaryStatus } from '../sql/summaries.js';
import { forbidParallelWorkers } from '../sql/session.js';
import { withSharedSnapshot } from '../shared-snapshot.js';
import { filterIds, type VariantExportFilter } from './export-filter.js';
import { type ExportOutput, ExportStream } from './export-stream.js';
import { type ExportFormat, type RowFormat, rowFormat, type TableSpelling } from './row-format.js';
import { SUMMARY_COLUMNS_EXPORTED, SummaryWriter } from './summary-writer.js';

const UNDEFINED_TABLE = '42P01';

export interface SummariesExport {
  readonly format: ExportFormat;
  readonly table?: TableSpelling;
  readonly filter?: VariantExportFilter & { readonly status?: SummaryStatus };
  /** The job whose generation is read; default: the released one when the export starts. */
  readonly jobNo?: JobNo;
  readonly onProgress?: (rows: number) => void;
}

/**
 * Writes what every variant costs by the released generation, NEVER and without figures where no job has costed it; or,
 * of a named job, the summaries that its generation holds. Figures, statuses, dates, SKUs and codes are of the moment at
 * which the export begins, whatever jobs change meanwhile. Resolves with the number of rows. Throws NOTHING_RELEASED,
 * GENERATION_NOT_HELD, and UNREADABLE_ROW for a row that it cannot write: then the output is not complete.
 */
export async function exportSummaries(
  database: Database,
  output: ExportOutput,
  { format, table, filter = {}, jobNo, onProgress = () => undefined }: SummariesExport,
): Promise<number> {
  return withSharedSnapshot(database.connection, 2, 'costing export', async (clients) => {
    const [client] = clients as [Client];
    const released = (await readReleasedGeneration(client)).generation;
    const generation = jobNo ?? released;
    if (generation === null) throw nothingReleased();
    await holdGeneration(clients, generation);
    const names = await readExportNames(client);
    for (const reader of clients) await forbidParallelWorkers(reader);
    const stream = new ExportStream(output);
    const rows = rowFormat(format, table);
    stream.text(rows.header(SUMMARY_COLUMNS_EXPORTED));
    const summaries = {
      generation,
      isReleased: generation === released,
      filter: filterIds(filter, names),
      status: filter.status ?? null,
    };
    await writeLeaves(clients, stream, { summaries, rows, names, onProgress });
    await stream.finish();
    return stream.rows;
  });
}

/** Locks the generation's tables, so that nobody drops those that are not read yet. */
async function holdGeneration(clients: readonly Client[], generation: JobNo): Promise<void> {
  const [client] = clients as [Client];
  if (!(await generationExists(client, generation)) || !(await isGenerationHeld(client, generation))) {
    throw notHeld(generation);
  }
  try {
    for (const reader of clients) await lockGenerationForReading(reader, generation);
  } catch (error) {
    if ((error as { code?: unknown }).code === UNDEFINED_TABLE) throw notHeld(generation);
    throw error;
  }
}

/** By two connections in turns: while the rows of one range are written, the server joins those of the next. */
async function writeLeaves(
  clients: readonly Client[],
  stream: ExportStream,
  {
    summaries,
    rows,
    names,
    onProgress,
  }: Required<Pick<SummariesExport, 'onProgress'>> & {
    readonly summaries: ExportedSummaries;
    readonly rows: RowFormat;
    readonly names: ExportNames;
  },
): Promise<void> {
  const writer = new SummaryWriter(stream, rows, names);
  let begun: CopyOut | null = null;
  let turn = 0;
  const takeBegun = async (): Promise<void> => {
    if (!begun) return;
    await stream.take(begun);
    onProgress(stream.rows);
  };
  for (const partitionNo of PARTITIONS) {
    for (const range of await idRanges(clients[turn]!, partitionNo)) {
      const next = stream.begin(clients[turn]!, copySummaryRange(summaries, partitionNo, range), writer.onRow);
      await takeBegun();
      begun = next;
      turn = (turn + 1) % clients.length;
    }
  }
  await takeBegun();
}

function notHeld(generation: JobNo): CostingError {
  return new CostingError(
    'GENERATION_NOT_HELD',
    `The summaries of job ${generation} are not held (any more): only the released generation, the one before it, ` +
      'staged and kept ones are. `jobs keep` keeps one.',
    { httpStatus: 404 },
  );
}

const nothingReleased = (): CostingError =>
  new CostingError('NOTHING_RELEASED', 'No job has been released yet.', { httpStatus: 409 });
