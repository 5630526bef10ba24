import { Inject, Injectable } from '@nestjs/common';
import type { Response } from 'express';
import {
  type CataloguePart,
  CatalogueWriter,
  type Database,
  type EntryDocument,
  type JsonObject,
  type Preconditions,
  type WrittenEntry,
} from '#database';
import { CostingError } from '#platform';
import { withEtag } from '../http/preconditions.js';
import { DATABASE_WRITES } from '../tokens.js';

/** Where the entries of a part are. */
export interface EntryPath {
  readonly part: CataloguePart;
  /** Below `/api/v1`. */
  readonly path: string;
}

/** Writes entries of the catalogue as REST has it: ETags, places, statuses. One for the process: it takes turns. */
@Injectable()
export class CatalogueWrites {
  private readonly writer: CatalogueWriter;

  constructor(@Inject(DATABASE_WRITES) database: Database) {
    this.writer = new CatalogueWriter(database.pool);
  }

  async create(at: EntryPath, body: unknown, demands: Preconditions, response: Response): Promise<EntryDocument> {
    return answer(at, await this.writer.create(at.part, objectOf(body), demands), response);
  }

  async replace(
    at: EntryPath,
    key: string,
    body: unknown,
    demands: Preconditions,
    response: Response,
  ): Promise<EntryDocument> {
    return answer(at, await this.writer.replace(at.part, key, objectOf(body), demands), response);
  }

  async merge(
    at: EntryPath,
    key: string,
    body: unknown,
    demands: Preconditions,
    response: Response,
  ): Promise<EntryDocument> {
    return answer(at, await this.writer.merge(at.part, key, objectOf(body), demands), response);
  }

  delete(at: EntryPath, key: string, demands: Preconditions): Promise<void> {
    return this.writer.delete(at.part, key, demands);
  }
}

function objectOf(body: unknown): JsonObject {
  if (body instanceof Map) return body as JsonObject;
  throw new CostingError('MALFORMED_JSON', 'The body is missing: send a JSON object.', { httpStatus: 400 });
}

function answer({ path }: EntryPath, { key, document, isNew }: WrittenEntry, response: Response): EntryDocument {
  response.status(isNew ? 201 : 200);
  if (isNew) response.setHeader('Location', `/api/v1/${path}/${encodeURIComponent(key)}`);
  return withEtag(response, document);
}
