import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectClient, importCatalogue, type ImportOptions, type ImportReport, type ImportResult } from '#database';
import { CostingError, type Fault, type FaultCause } from '#platform';

/** Files of one import by name. */
export type Files = Readonly<Record<string, string | Buffer | object>>;

/** Writes the files and imports them in one call; an object becomes JSON. */
export async function importFiles(url: string, files: Files, options: ImportOptions = {}): Promise<ImportResult> {
  return (await importReport(url, files, options)).counts;
}

/** The same with all that the import has to say. */
export async function importReport(url: string, files: Files, options: ImportOptions = {}): Promise<ImportReport> {
  const folder = await mkdtemp(join(tmpdir(), 'costing-csv-'));
  const client = await connectClient({ connectionString: url }, 'test import');
  try {
    for (const [name, content] of Object.entries(files)) {
      const isText = typeof content === 'string' || Buffer.isBuffer(content);
      await writeFile(join(folder, name), isText ? content : JSON.stringify(content));
    }
    return await importCatalogue(
      client,
      Object.keys(files).map((name) => join(folder, name)),
      options,
    );
  } finally {
    await client.end();
    await rm(folder, { recursive: true });
  }
}

/** Why an import is refused, as `path: message`, and how many faults there were. */
export async function importRefusal(
  url: string,
  files: Files,
  options: ImportOptions = {},
): Promise<{
  readonly lines: string[];
  readonly faults: readonly Fault[];
  readonly causes: readonly FaultCause[] | undefined;
  readonly message: string;
}> {
  try {
    await importFiles(url, files, options);
  } catch (error) {
    if (!(error instanceof CostingError) || !error.options.faults) throw error;
    const { faults, causes } = error.options;
    return { faults, causes, message: error.message, lines: faults.map(({ path, message }) => `${path}: ${message}`) };
  }
  throw new Error('the import was not refused');
}

/** A small mill that CSV files refer to. */
export const MILL = {
  currency: 'INR',
  parameters: [
    { key: 'kwh', unit: 'kWh' },
    { key: 'waste_pct', default_value: 2 },
    { key: 'fibre', kind: 'ITEM' },
  ],
  items: [{ code: 'S-6' }, { code: '=DYE' }, { code: "'=DYE" }],
  routings: [
    {
      code: 'RING',
      name: 'Ring',
      output_unit: 'kg',
      output_quantity: '1',
      steps: [{ code: 'A', cost_component: 'PROCESS', formula: 'kwh * 2 + waste_pct' }],
    },
  ],
  master_yarns: [
    { code: 'Y1', name: 'Yarn' },
    { code: '30/1 "Ne", ü', name: 'Yarn' },
  ],
};
