import { createHash } from 'node:crypto';
import { CostingError } from '#platform';
import type { EntryDocument } from './entry-documents.js';

/** What a request demands of the entry that it changes; texts are those of the headers, null: not sent. */
export interface Preconditions {
  readonly ifMatch: string | null;
  readonly ifNoneMatch: string | null;
}

const ETAG = /(W\/)?"[^"]*"/g;

/** The strong ETag of a document: equal for equal bytes. */
export function etagOf(document: EntryDocument): string {
  return `"${createHash('sha256').update(JSON.stringify(document)).digest('base64url').slice(0, 27)}"`;
}

/** Throws `PRECONDITION_FAILED` (412) unless the entry, null for none, is what the request was made for. */
export function checkPreconditions(current: EntryDocument | null, { ifMatch, ifNoneMatch }: Preconditions): void {
  if (ifMatch !== null && !matches(current, ifMatch, false)) {
    const message = current
      ? 'The entry has changed since you read it: read it again, and decide anew.'
      : 'There is no such entry (any more), which If-Match asks for.';
    throw new CostingError('PRECONDITION_FAILED', message, { httpStatus: 412 });
  }
  if (ifNoneMatch !== null && matches(current, ifNoneMatch, true)) {
    throw new CostingError('PRECONDITION_FAILED', 'The entry is there already, which If-None-Match rules out.', {
      httpStatus: 412,
    });
  }
}

/** `isWeak`: a weak ETag (`W/"…"`) counts as its strong one, as If-None-Match has it; for If-Match it is none of ours. */
function matches(current: EntryDocument | null, header: string, isWeak: boolean): boolean {
  if (current === null) return false;
  const etags = (header.match(ETAG) ?? []).map((etag) => (isWeak ? etag.replace(/^W\//, '') : etag));
  return header.trim() === '*' || etags.includes(etagOf(current));
}
