import type { BaseParams, Database, Job } from '#database';
import {
  countFailedReleased,
  createDeltaJob,
  type DeltaJobRequest,
  dryRunDelta as dryRun,
  dryRunDocument,
  type DryRun,
  failedText,
  nothingToDoText,
} from '#jobs';
import { printJson, writeLine } from './output.js';
import { followJob, reportRun } from './follow-job.js';
import { printTable } from './table.js';

interface Output {
  readonly json?: boolean;
}

/** Runs a delta to its end; that nothing is to be done is no failure. */
export async function recalculateDelta(database: Database, request: DeltaJobRequest, output: Output): Promise<void> {
  const job = await createDeltaJob(database, request);
  if (job) await reportRun(database, isActive(job) ? await followJob(database, job) : job, output);
  const failed = await countFailedReleased(database);
  if (!job) sayNothingToDo(output, failed, request.baseParams);
  else if (failed > 0 && !output.json) writeLine(failedText(failed));
}

const isActive = ({ status }: Job): boolean => status === 'PENDING' || status === 'RUNNING';

function sayNothingToDo({ json }: Output, failed: number, baseParams: BaseParams): void {
  const message = nothingToDoText(failed, baseParams);
  if (json) {
    const job = { job_id: null, job_no: null, status: 'NOTHING_TO_DO', mode: 'DELTA', plan: null };
    const counts = { total: 0, processed: 0, failed: 0, seconds: 0, variants_per_second: 0, failed_before: failed };
    printJson({ ...job, ...counts, error: null, message });
  } else writeLine(message);
}

/** Says what a delta would do, how, and because of what. */
export async function dryRunDelta(database: Database, request: DeltaJobRequest, { json }: Output): Promise<void> {
  const result = await dryRun(database, request);
  if (json) printJson(dryRunDocument(result));
  else print(result);
}

const PLANS = {
  MERGE: 'merge them into the released figures',
  REBUILD: 'cost all variants into new ones',
  NOTHING: 'cost nothing',
} as const;

function print({ planned, report, byRouting }: DryRun): void {
  const count = (n: number | null | undefined): string =>
    n === null || n === undefined ? '-' : n.toLocaleString('en');
  const of = `${count(report.explained?.total)} of ${count(planned.variants)} variants`;
  writeLine(`would ${PLANS[planned.plan]}: ${of} are touched as of ${planned.asOf}`);
  if (byRouting.length > 0) {
    printTable(
      ['routing', 'touched'],
      byRouting.map(({ routing, touches }) => [routing, count(touches)]),
    );
  }
  if (report.changes.length === 0) return;
  printTable(
    ['change', 'key', 'touches'],
    report.changes.map(({ changeType, affectedKey }, n) => [
      changeType,
      affectedKey,
      count(report.explained?.changes[n]?.touches),
    ]),
  );
}
