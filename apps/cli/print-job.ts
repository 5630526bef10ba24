import type { Database, Job } from '#database';
import { describeShown, jobDocument, ownValuesText } from '#jobs';
import { printJson } from './context.js';

export interface Json {
  readonly json?: boolean;
}

export const JSON_FLAG = ['--json', 'one JSON document on stdout'] as const;

/** All that is known of a job. */
export function printJob(job: Job, options: Json, notice: string | null = null): void {
  const document = { ...jobDocument(job), notice };
  if (options.json) return printJson(document);
  const lines = { ...document, base_params: ownValuesText(job.baseParams) || null };
  for (const [name, value] of Object.entries(lines)) process.stdout.write(`${name.padEnd(12)} ${value ?? '-'}\n`);
}

/** What a command has done to a job, and what readers see now; as JSON the job alone. */
export async function printOutcome(database: Database, job: Job, done: string, options: Json): Promise<void> {
  if (options.json) return printJson({ ...jobDocument(job), notice: null });
  process.stdout.write(`${done}\n${await describeShown(database)}\n`);
}
