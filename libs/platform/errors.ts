/** One thing wrong with an input: where it is, a stable code, and a sentence for the person who wrote it. */
export interface Fault {
  /** JSON path (`$.routings[0].steps[2].formula`) or file position (`rates.csv:17 rate_value`). */
  readonly path: string;
  readonly code: string;
  readonly message: string;
}

/** Faults that are repaired in the same way. */
export interface FaultCause {
  readonly code: string;
  /** That of the first fault. */
  readonly message: string;
  readonly count: number;
  /** The first places. */
  readonly places: readonly string[];
}

/**
 * An error that a user can act on. `code` is stable and machine-readable, `message` says what is wrong and what to
 * do next. Everything else that is thrown is a defect and is shown with its stack.
 */
export class CostingError extends Error {
  override readonly name = 'CostingError';

  constructor(
    readonly code: string,
    message: string,
    readonly options: {
      /** Process exit code: 1 failed, 2 wrong usage. */
      readonly exitCode?: 1 | 2;
      /** HTTP status that the API answers with. */
      readonly httpStatus?: number;
      /** After how many seconds the same request may succeed: `Retry-After` of the answer. */
      readonly retryAfterSeconds?: number;
      readonly faults?: readonly Fault[];
      /** The faults by their causes, where they are many. */
      readonly causes?: readonly FaultCause[];
      /** Further members of the problem document, e.g. `running_job_id`. */
      readonly details?: Readonly<Record<string, unknown>>;
      readonly cause?: unknown;
    } = {},
  ) {
    super(message, { cause: options.cause });
  }
}

/** Wrong command line: exit code 2. */
export function usageError(message: string): CostingError {
  return new CostingError('USAGE', message, { exitCode: 2, httpStatus: 400 });
}

/** What was found where faults are collected by cause. */
export interface FaultReport {
  /** All faults, also those that are not listed. */
  readonly found: number;
  readonly causes: readonly FaultCause[];
}

/** Input with faults: nothing of it was taken. `report` where faults were collected by cause. */
export function invalidInput(what: string, faults: readonly Fault[], report?: FaultReport): CostingError {
  const found = report?.found ?? faults.length;
  const causes = report && report.causes.length < found ? report.causes : undefined;
  const of = causes ? ` of ${causes.length.toLocaleString('en')} cause${causes.length === 1 ? '' : 's'}` : '';
  const count = `${found.toLocaleString('en')} fault${found === 1 ? '' : 's'}${of}`;
  return new CostingError('INVALID_INPUT', `${what}: ${count}, nothing was changed.`, {
    httpStatus: 400,
    faults,
    ...(causes && { causes }),
  });
}
