import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Request, Response } from 'express';
import { REVALIDATED } from './answer-headers.js';
import { type EntryDocument, etagOf, type Preconditions } from '#database';

/** What the headers `If-Match` and `If-None-Match` demand. */
export const Demands = createParamDecorator((_data: unknown, context: ExecutionContext): Preconditions => {
  const { headers } = context.switchToHttp().getRequest<Request>();
  return { ifMatch: headers['if-match'] ?? null, ifNoneMatch: headers['if-none-match'] ?? null };
});

/** Answers with a document and its ETag; express makes a 304 of it for who sent that ETag in `If-None-Match`. */
export function withEtag(response: Response, document: EntryDocument): EntryDocument {
  response.setHeader('ETag', etagOf(document)).setHeader('Cache-Control', REVALIDATED);
  return document;
}
