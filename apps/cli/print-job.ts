import type { Database, Job } from '#database';
import { describeShown, jobDocument, ownValuesText } from '#jobs';
import { printJson, writeLine } from './output.js';

export interface Json {
  readonly json?: boolean;
}

export const JSON_FLAG = ['--json', 'one JSON document on stdout'] as const;

/** All that is known of a job. */
export function printJob(job: Job, options: Json, notice: string | null = null): void {
  const document = { ...jobDocument(job), notice };
  if (options.json) return printJson(document);
  const lines = { ...document, base_params: ownValuesText(job.baseParams) || null };
  for (const [name, value] of Object.entries(lines)) writeLine(`${name.padEnd(12)} ${value ?? '-'}`);
}

/** What a command has done to a job, and what readers see now; as JSON the job alone. */
export async function printOutcome(database: Database, job: Job, done: string, options: Json): Promise<void> {
  if (options.json) return printJson({ ...jobDocument(job), notice: null });
  for (const text of [done, await describeShown(database)]) text.split('\n').forEach((line) => writeLine(line));
}
