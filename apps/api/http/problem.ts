import { HttpException } from '@nestjs/common';
import { STATUS_CODES } from 'node:http';
import { isConflict, isDatabaseAway, isLockTimeout } from '#database';
import { CostingError, type Fault, type FaultCause } from '#platform';

/** RFC 9457; `type` is always `about:blank`: what a program tells problems apart by is `code`. */
export interface Problem {
  readonly type: 'about:blank';
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly causes?: readonly FaultCause[];
  readonly errors?: readonly Fault[];
  readonly [detail: string]: unknown;
}

/** So that a body of 1 MB, all wrong, is not answered with ten. */
const ERRORS_SHOWN_MAX = 100;
const AWAY = 'The database cannot be reached. Try again in a moment.';
const CONFLICT = 'Others were changing the same at the same time; nothing was changed. Try again in a moment.';
const LOCKED = 'Another transaction has locked what this one needs; nothing was changed. Try again in a moment.';
const DEFECT = 'Something went wrong that should not; the log of the API says what.';

/** What a client is told about an error: of a defect, and of where the database is, nothing. */
export function problemOf(error: unknown): Problem {
  if (error instanceof CostingError) {
    const { httpStatus = 500, details, faults, causes } = error.options;
    if (error.code === 'DATABASE_UNAVAILABLE') return problem(503, error.code, AWAY);
    // Written for whoever runs the program, at its command line or in its log: it may name files, tables, servers.
    if (httpStatus >= 500 && httpStatus !== 503) return problem(httpStatus, 'INTERNAL_ERROR', DEFECT);
    const more = (faults?.length ?? 0) - ERRORS_SHOWN_MAX;
    const detail = more > 0 ? `${error.message} The first ${ERRORS_SHOWN_MAX} are shown.` : error.message;
    return {
      ...details,
      ...problem(httpStatus, error.code, detail),
      ...(causes && { causes: causes.slice(0, ERRORS_SHOWN_MAX) }),
      ...(faults && { errors: shown(faults) }),
    };
  }
  if (isConflict(error)) return problem(503, 'WRITE_CONFLICT', CONFLICT);
  if (isLockTimeout(error)) return problem(503, 'LOCKED', LOCKED);
  if (isDatabaseAway(error)) return problem(503, 'DATABASE_UNAVAILABLE', AWAY);
  if (error instanceof HttpException) {
    const status = error.getStatus();
    return status < 500 ? problem(status, codeOf(status), error.message) : problem(status, codeOf(status), DEFECT);
  }
  if (isRequestError(error)) return problem(error.status, codeOf(error.status), error.message);
  return problem(500, 'INTERNAL_ERROR', DEFECT);
}

function problem(status: number, code: string, detail: string): Problem {
  return { type: 'about:blank', title: STATUS_CODES[status] ?? 'Error', status, code, detail };
}

const shown = (faults: readonly Fault[]): readonly Fault[] => faults.slice(0, ERRORS_SHOWN_MAX);

/** What express and its body parser say is the client's fault. */
function isRequestError(error: unknown): error is Error & { readonly status: number } {
  if (!(error instanceof Error)) return false;
  const { status } = error as { status?: unknown };
  return typeof status === 'number' && status >= 400 && status < 500;
}

/** `NOT_FOUND` of 404. */
const codeOf = (status: number): string => (STATUS_CODES[status] ?? 'Error').toUpperCase().replaceAll(/\W+/g, '_');
