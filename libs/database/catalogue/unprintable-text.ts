import { CostingError } from '#platform';

const CHECK_VIOLATION = '23514';

/**
 * What a write says that meets a row from before the rule for texts: the row is refused as long as its stored text breaks it. The
 * error itself when it is another one.
 */
export function unprintableText(error: unknown): unknown {
  const { code, constraint, table } = error as { code?: unknown; constraint?: string; table?: string };
  if (code !== CHECK_VIOLATION || !/_printable$/.test(constraint ?? '')) return error;
  const message =
    `A text stored in ${table} holds control characters or marks that turn the order of text, so its row cannot be ` +
    'written. docs/operating/text.md says how to find and mend it; nothing was changed.';
  return new CostingError('UNPRINTABLE_TEXT', message, { httpStatus: 409, cause: error });
}
