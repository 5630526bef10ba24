import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectClient, importCatalogue, type ImportResult } from '#database';
import { CostingError, type Fault } from '#platform';

/** Imports documents into a test database as if they were files, in order. */
export async function importDocuments(url: string, ...documents: (object | string)[]): Promise<ImportResult> {
  const folder = await mkdtemp(join(tmpdir(), 'costing-import-'));
  const client = await connectClient({ connectionString: url }, 'test import');
  try {
    const paths = documents.map((_, n) => join(folder, `${'abcdefgh'[n]}.json`));
    for (const [n, document] of documents.entries()) {
      await writeFile(paths[n]!, typeof document === 'string' ? document : JSON.stringify(document));
    }
    return (await importCatalogue(client, paths)).counts;
  } finally {
    await client.end();
    await rm(folder, { recursive: true });
  }
}

/** Why an import is refused. */
export async function importFaults(url: string, ...documents: (object | string)[]): Promise<readonly Fault[]> {
  try {
    await importDocuments(url, ...documents);
  } catch (error) {
    if (error instanceof CostingError && error.options.faults) return error.options.faults;
    throw error;
  }
  throw new Error('the import was not refused');
}
