/** One thing wrong with an input: where it is, a stable code, and a sentence for the person who wrote it. */
export interface Fault {
  /** JSON path (`$.routings[0].steps[2].formula`) or file position (`rates.csv:17 rate_value`). */
  readonly path: string;
  readonly code: string;
  readonly message: string;
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

/** Input with faults: nothing of it was taken. `found` where more were found than are listed. */
export function invalidInput(what: string, faults: readonly Fault[], found = faults.length): CostingError {
  const count = `${found.toLocaleString('en')} fault${found === 1 ? '' : 's'}`;
  return new CostingError('INVALID_INPUT', `${what}: ${count}, nothing was changed.`, { httpStatus: 400, faults });
}
