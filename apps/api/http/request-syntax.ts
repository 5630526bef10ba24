import type { NextFunction, Request, Response } from 'express';
import { CostingError } from '#platform';
import { invalidRequest } from './validation.js';

/** Headers that have one value: Node keeps the first of several, a proxy in front of it perhaps the last. */
const SINGLE_HEADERS = ['authorization', 'content-type', 'host', 'idempotency-key', 'last-event-id'] as const;
const CONTROL_CHARACTER = /\p{Cc}/u;

/**
 * Refuses, for all routes, what two readers could understand in two ways: a header given twice, a path or query that is
 * not ASCII with UTF-8 in percent-encoding, and control characters in either.
 */
export function checkSyntax(request: Request, _response: Response, next: NextFunction): void {
  for (const name of SINGLE_HEADERS) {
    const count = request.headersDistinct[name]?.length ?? 0;
    if (count > 1) throw malformed('DUPLICATE_HEADER', `The header '${name}' is given ${count} times; send it once.`);
  }
  const { url } = request;
  const queryStart = url.indexOf('?');
  checkPath(queryStart === -1 ? url : url.slice(0, queryStart));
  if (queryStart !== -1) checkQuery(url.slice(queryStart + 1));
  next();
}

function checkPath(path: string): void {
  if (CONTROL_CHARACTER.test(decoded(path, 'path'))) {
    throw malformed('BAD_REQUEST', 'The path holds a control character.');
  }
}

function checkQuery(query: string): void {
  for (const pair of query.split('&')) {
    const [name, value] = pair
      .replaceAll('+', ' ')
      .split(/=(.*)/s, 2)
      .map((text) => decoded(text, 'query'));
    const isWrong = CONTROL_CHARACTER.test(name!) || CONTROL_CHARACTER.test(value ?? '');
    if (!isWrong) continue;
    const path = name!.replaceAll(/\p{Cc}/gu, '\ufffd');
    throw invalidRequest([{ path, code: 'INVALID_VALUE', message: 'holds a control character' }]);
  }
}

function decoded(text: string, place: string): string {
  try {
    // Anything outside printable ASCII must be percent-encoded; the space comes from a plus sign.
    if (/^[\x21-\x7e ]*$/.test(text)) return decodeURIComponent(text);
  } catch {
    // Said below.
  }
  throw malformed('BAD_REQUEST', `The ${place} of the URL is not UTF-8 in percent-encoding.`);
}

const malformed = (code: string, message: string): CostingError => new CostingError(code, message, { httpStatus: 400 });
