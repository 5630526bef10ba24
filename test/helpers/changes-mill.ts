import type { Database } from '#database';
import { inTransaction, rememberCatalogueSnapshot, settleChanges } from '#database';
import { importDocuments } from './catalogue-files.js';
import { CHANGES_MILL } from './changes-mill-catalogue.js';
import { requestJob } from './recalculation.js';

/** Imports the mill and shows a generation of it, of which only the snapshot matters here; nothing is pending. */
export async function releaseChangesMill(database: Database, asOf = '2026-06-30'): Promise<void> {
  await importDocuments(database.url, CHANGES_MILL);
  const { jobId, jobNo } = await requestJob(database, { asOf });
  await inTransaction(database.pool, async (client) => {
    await rememberCatalogueSnapshot(client, jobId);
    await client.query({
      text: `UPDATE recalculation_jobs SET status = 'COMPLETED', finished_at = now() WHERE id = $1`,
      values: [jobId],
    });
    await client.query({ text: `UPDATE released_generation SET generation = $1`, values: [jobNo] });
    await settleChanges(client, jobNo);
  });
}
