import { Body, Delete, Get, HttpCode, Inject, Param, Patch, Post, Put, Query, Res, type Type } from '@nestjs/common';
import type { Response } from 'express';
import {
  type Database,
  type EntryDocument,
  type EntryPage,
  listEntries,
  type Preconditions,
  readEntry,
} from '#database';
import { Allow } from '../access/allow.js';
import { decodeKeys, encodeKeys } from '../http/key-cursor.js';
import { KeyPipe, type KeyFault } from '../http/keys.js';
import { LIMIT_DEFAULT, ListQueryDto } from '../http/list-query.dto.js';
import { Demands, withEtag } from '../http/preconditions.js';
import { DATABASE } from '../tokens.js';
import { CatalogueWrites, type EntryPath } from './catalogue-writes.js';
import { type EntryNotes, entryOperations } from './entry-operations.js';

/** What the parts that are named by a key differ in. */
export interface CodedEntries extends EntryPath {
  readonly part: 'parameters' | 'items' | 'processes' | 'routings' | 'master_yarns';
  /** The key's name in the path. */
  readonly param: 'key' | 'code';
  readonly keyFault: KeyFault;
  readonly notes: EntryNotes;
}

/** The operations of such a part: five controllers are this one by other names. */
export function entriesController(at: CodedEntries): Type<object> {
  const { part, param, keyFault } = at;
  const DOCUMENTED = entryOperations(at.notes);
  const KEY = new KeyPipe(keyFault);

  @Allow('viewer')
  class EntriesController {
    constructor(
      @Inject(DATABASE) private readonly database: Database,
      @Inject(CatalogueWrites) private readonly writes: CatalogueWrites,
    ) {}

    @DOCUMENTED.list
    @Get()
    async list(@Query() { limit = LIMIT_DEFAULT, cursor }: ListQueryDto): Promise<object> {
      const after = cursor === undefined ? null : decodeKeys(cursor, [(key) => keyFault(key) === null])[0]!;
      return pageOf(await listEntries(this.database.pool, part, { after, limit }));
    }

    @DOCUMENTED.show
    @Get(`:${param}`)
    async show(@Param(param, KEY) key: string, @Res({ passthrough: true }) response: Response): Promise<EntryDocument> {
      return withEtag(response, await readEntry(this.database.pool, part, key));
    }

    @Allow('editor')
    @DOCUMENTED.create
    @Post()
    create(
      @Body() body: unknown,
      @Demands() demands: Preconditions,
      @Res({ passthrough: true }) response: Response,
    ): Promise<EntryDocument> {
      return this.writes.create(at, body, demands, response);
    }

    @Allow('editor')
    @DOCUMENTED.replace
    @Put(`:${param}`)
    replace(
      @Param(param, KEY) key: string,
      @Body() body: unknown,
      @Demands() demands: Preconditions,
      @Res({ passthrough: true }) response: Response,
    ): Promise<EntryDocument> {
      return this.writes.replace(at, key, body, demands, response);
    }

    @Allow('editor')
    @DOCUMENTED.merge
    @Patch(`:${param}`)
    merge(
      @Param(param, KEY) key: string,
      @Body() body: unknown,
      @Demands() demands: Preconditions,
      @Res({ passthrough: true }) response: Response,
    ): Promise<EntryDocument> {
      return this.writes.merge(at, key, body, demands, response);
    }

    @Allow('editor')
    @DOCUMENTED.remove
    @Delete(`:${param}`)
    @HttpCode(204)
    remove(@Param(param, KEY) key: string, @Demands() demands: Preconditions): Promise<void> {
      return this.writes.delete(at, key, demands);
    }
  }
  return EntriesController;
}

/** A page of the list, in the order of the keys. */
const pageOf = ({ data, next }: EntryPage): object => ({
  data,
  next_cursor: next === null ? null : encodeKeys([next]),
});
