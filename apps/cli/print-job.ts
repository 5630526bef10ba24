import type { Database, Job } from '#database';
import { describeShown, describeWatch, jobDocument, ownValuesText, readWarnings } from '#jobs';
import type { Warning } from '#platform';
import { printJson, writeLine } from './output.js';

export interface Json {
  readonly json?: boolean;
}

export const JSON_FLAG = ['--json', 'one JSON document on stdout'] as const;

/** All that is known of a job. */
export async function printJob(
  { pool }: Database,
  job: Job,
  options: Json,
  notice: string | null = null,
): Promise<void> {
  const document = { ...jobDocument(job, await readWarnings(pool, job)), notice };
  if (options.json) return printJson(document);
  const { warnings, ...fields } = document;
  const lines = { ...fields, base_params: ownValuesText(job.baseParams) || null };
  for (const [name, value] of Object.entries(lines)) writeLine(`${name.padEnd(12)} ${value ?? '-'}`);
  writeWarnings(warnings);
}

/** Warnings for a person. */
export function writeWarnings(warnings: readonly Warning[]): void {
  for (const { code, message, examples } of warnings) {
    writeLine(`warning ${code}: ${message}`);
    for (const example of examples) writeLine(`    ${example}`);
  }
}

/** What a command has done to a job, and what readers see now; as JSON the job alone. */
export async function printOutcome(database: Database, job: Job, done: string, options: Json): Promise<void> {
  if (options.json) return printJson({ ...jobDocument(job, await readWarnings(database.pool, job)), notice: null });
  const watch = await describeWatch(database);
  const texts = [done, await describeShown(database), ...(watch.job_no === null ? [] : [watch.message])];
  for (const text of texts) text.split('\n').forEach((line) => writeLine(line));
}
