import { CostingError } from '#platform';
import { isConflict, isLockTimeout } from '../../transaction.js';
import { unprintableText } from '../unprintable-text.js';
import type { EntryPart } from './entry-parts.js';

/** The lock that everybody who writes to the catalogue takes could not be had in time. */
export const catalogueBusy = (): CostingError =>
  new CostingError(
    'CATALOGUE_BUSY',
    'An import or another change of the catalogue is at work. Try again in a moment.',
    { httpStatus: 409, retryAfterSeconds: 2 },
  );

/** There is no entry of that key. */
export const unknownEntry = ({ unknown, title }: EntryPart, key: string): CostingError =>
  new CostingError(unknown, `There is no ${title} '${key}'.`, { httpStatus: 404 });

/** `key` is that of the one that is there. */
export const alreadyExists = ({ title }: EntryPart, key: string): CostingError =>
  new CostingError('ALREADY_EXISTS', `The ${title} '${key}' is there already: PUT or PATCH changes it.`, {
    httpStatus: 409,
    details: { existing: key },
  });

const FOREIGN_KEY_VIOLATION = '23503';
const UNIQUE_VIOLATION = '23505';

/** What PostgreSQL says when somebody writes beside the lock, or waits for it in vain; all else as it is. */
export function writeFault({ title }: EntryPart, error: unknown): unknown {
  if (isConflict(error) || isLockTimeout(error)) return catalogueBusy();
  switch ((error as { code?: unknown }).code) {
    case FOREIGN_KEY_VIOLATION:
      return new CostingError('IN_USE', `The ${title} is used since a moment ago; nothing was changed.`, {
        httpStatus: 409,
      });
    case UNIQUE_VIOLATION:
      return new CostingError('ALREADY_EXISTS', `There is such a ${title} already; nothing was changed.`, {
        httpStatus: 409,
      });
    default:
      return unprintableText(error);
  }
}
