import type { JobNo } from '#costing';
import type { CostingError } from '#platform';
import { invalidRequest } from './validation.js';

const JOB_NO_MAX = 2 ** 31 - 1;

/** Where a list of jobs goes on: after this job. Opaque to clients, so that its contents may change. */
export function encodeCursor(jobNo: JobNo): string {
  return Buffer.from(String(jobNo)).toString('base64url');
}

/** Throws `INVALID_INPUT` (400) for anything that `encodeCursor` did not make. */
export function decodeCursor(cursor: string): JobNo {
  const jobNo = Number(Buffer.from(cursor, 'base64url').toString('latin1'));
  if (Number.isInteger(jobNo) && jobNo > 0 && jobNo <= JOB_NO_MAX && encodeCursor(jobNo) === cursor) return jobNo;
  throw malformedCursor();
}

/** The cursor is none of this list. */
export function malformedCursor(): CostingError {
  const message = 'is not a cursor of this list: take next_cursor as it came, or leave it out';
  return invalidRequest([{ path: 'cursor', code: 'MALFORMED_CURSOR', message }]);
}
