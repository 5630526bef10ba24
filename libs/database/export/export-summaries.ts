import type { Client } from 'pg';
import type { JobNo } from '#costing';
import { CostingError } from '#platform';
import type { CopyOut } from '../copy/copy-out.js';
import type { Database } from '../open-database.js';
import { copySummaryRange, type ExportNames, idRanges, readExportNames } from '../sql/export.js';
import { isGenerationHeld, readReleasedGeneration } from '../sql/generations.js';
import { PARTITIONS } from '../sql/diff.js';
import { forbidParallelWorkers } from '../sql/session.js';
import { type ExportOutput, ExportStream, withExportConnections } from './export-stream.js';
import { type ExportFormat, ROW_FORMATS } from './row-format.js';
import { SUMMARY_COLUMNS_EXPORTED, SummaryWriter } from './summary-writer.js';

const UNDEFINED_TABLE = '42P01';

export interface SummariesExport {
  readonly format: ExportFormat;
  /** The job whose generation is read; default: the released one when the export starts. */
  readonly jobNo?: JobNo;
  readonly onProgress?: (rows: number) => void;
}

/**
 * Writes the cost summaries of one generation, with SKUs and codes as they are now, leaf by leaf in statements of a tenth
 * of a second; resolves with the number of rows. Throws NOTHING_RELEASED, GENERATION_NOT_HELD, and GENERATION_DROPPED when the
 * generation goes in the middle.
 */
export async function exportSummaries(
  database: Database,
  output: ExportOutput,
  { format, jobNo, onProgress = () => undefined }: SummariesExport,
): Promise<number> {
  const generation = jobNo ?? (await readReleasedGeneration(database.pool)).generation;
  if (generation === null) throw nothingReleased();
  if (!(await isGenerationHeld(database.pool, generation))) throw notHeld(generation);
  const names = await readExportNames(database.pool);
  return withExportConnections(database.connection, 2, async (clients) => {
    for (const client of clients) await forbidParallelWorkers(client);
    const stream = new ExportStream(output);
    stream.text(ROW_FORMATS[format].header(SUMMARY_COLUMNS_EXPORTED));
    try {
      await writeLeaves(clients, stream, { generation, format, names, onProgress });
    } catch (error) {
      if ((error as { code?: unknown }).code !== UNDEFINED_TABLE) throw error;
      throw new CostingError(
        'GENERATION_DROPPED',
        `The summaries of job ${generation} were dropped while they were exported: what was written is not complete.`,
        { httpStatus: 409, cause: error },
      );
    }
    await stream.finish();
    return stream.rows;
  });
}

/** By two connections in turns: while the rows of one range are written, the server joins those of the next. */
async function writeLeaves(
  clients: readonly Client[],
  stream: ExportStream,
  {
    generation,
    format,
    names,
    onProgress,
  }: Required<Pick<SummariesExport, 'format' | 'onProgress'>> & {
    readonly generation: JobNo;
    readonly names: ExportNames;
  },
): Promise<void> {
  const writer = new SummaryWriter(stream, ROW_FORMATS[format], generation, names);
  let begun: CopyOut | null = null;
  let turn = 0;
  const takeBegun = async (): Promise<void> => {
    if (!begun) return;
    await stream.take(begun);
    onProgress(stream.rows);
  };
  for (const partitionNo of PARTITIONS) {
    for (const range of await idRanges(clients[turn]!, partitionNo)) {
      const next = stream.begin(clients[turn]!, copySummaryRange(generation, partitionNo, range), writer.onRow);
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
