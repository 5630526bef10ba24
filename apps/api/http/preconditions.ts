import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Request, Response } from 'express';
import { REVALIDATED } from './answer-headers.js';
import { invalidRequest } from './validation.js';
import { type EntryDocument, etagOf, type Preconditions } from '#database';

const ETAGS = /^\s*(\*|(W\/)?"[^"]*"(\s*,\s*(W\/)?"[^"]*")*)\s*$/;

/** What the headers `If-Match` and `If-None-Match` demand. */
export const Demands = createParamDecorator((_data: unknown, context: ExecutionContext): Preconditions => {
  const { headers } = context.switchToHttp().getRequest<Request>();
  const ifNoneMatch = headers['if-none-match'];
  // Nothing would match it, and the write would go on as if it had not been sent; of If-Match that ends in 412.
  if (ifNoneMatch !== undefined && !ETAGS.test(ifNoneMatch)) {
    const message = 'must be * or ETags in double quotes, separated by commas';
    throw invalidRequest([{ path: 'If-None-Match', code: 'MALFORMED', message }]);
  }
  return { ifMatch: headers['if-match'] ?? null, ifNoneMatch: headers['if-none-match'] ?? null };
});

/** Answers with a document and its ETag; express makes a 304 of it for who sent that ETag in `If-None-Match`. */
export function withEtag(response: Response, document: EntryDocument): EntryDocument {
  response.setHeader('ETag', etagOf(document)).setHeader('Cache-Control', REVALIDATED);
  return document;
}
