import type { NextFunction, Request, Response } from 'express';
import { CostingError } from '#platform';

const UTF_8 = new TextDecoder('utf-8', { fatal: true });

/**
 * Takes JSON bodies that were read raw as text. For entries of the catalogue, which the importer's own reader takes
 * (`parseEntryBody`): class-validator sees what `JSON.parse` has made of a body, and that has lost the digits of a rate
 * and one of two members of the same name; and one check of an entry is enough, with the same paths and codes as in a file.
 */
export function textBody(request: Request, _response: Response, next: NextFunction): void {
  const bytes: unknown = request.body;
  if (!Buffer.isBuffer(bytes)) return next();
  try {
    request.body = UTF_8.decode(bytes);
  } catch {
    throw new CostingError('MALFORMED_JSON', 'The body is not UTF-8 text.', { httpStatus: 400 });
  }
  next();
}
