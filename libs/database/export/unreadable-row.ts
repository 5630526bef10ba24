import { CostingError } from '#platform';

/**
 * A row that cannot be written as it is stored: a defect, or something that was written past the program. The export
 * ends with it, because a file that silently lacks a row looks like a whole one.
 */
export function unreadableRow(subject: string, why: string): CostingError {
  return new CostingError(
    'UNREADABLE_ROW',
    `${subject} cannot be exported: ${why}. What was written until then is not complete.`,
    { httpStatus: 500 },
  );
}
