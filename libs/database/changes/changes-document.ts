import type { ChangeCause } from './change-cause.js';
import type { ChangesReport } from './report-changes.js';

/** Changes as REST and `changes --json` show them; what needs counting is null unless it was asked for. */
export function changesDocument(report: ChangesReport, nextCursor: string | null): object {
  const { pending, asOf, generation, changes, explained } = report;
  return {
    as_of: asOf,
    released_job_no: generation,
    pending: { count: pending.count, oldest_seconds: pending.oldestSeconds, by_type: pending.byType },
    touches: explained && explained.total,
    without_change:
      explained && explained.withoutRow.map(({ cause, touches, why }) => ({ ...documentOf(cause), touches, why })),
    data: changes.map((change, n) => ({
      change_id: change.changeId,
      change_type: change.changeType,
      affected_key: change.affectedKey,
      old_value: change.oldValue,
      new_value: change.newValue,
      created_at: change.createdAt,
      age_seconds: change.ageSeconds,
      status: change.status,
      job_no: change.jobNo,
      processed_at: change.processedAt,
      touches: explained && explained.changes[n]!.touches,
      why: explained && explained.changes[n]!.why,
    })),
    next_cursor: nextCursor,
  };
}

const documentOf = (cause: ChangeCause): object => ({
  cause: cause.kind,
  key: 'code' in cause ? cause.code : 'key' in cause ? cause.key : null,
});
