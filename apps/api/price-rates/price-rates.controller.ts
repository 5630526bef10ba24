import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Patch, Post, Query, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { type Database, type EntryDocument, listRates, normalizeCode, type Preconditions, readEntry } from '#database';
import { Allow } from '../access/allow.js';
import { CatalogueWrites, type EntryPath } from '../catalogue/catalogue-writes.js';
import { entryOperations } from '../catalogue/entry-operations.js';
import { decodeKeys, encodeKeys } from '../http/key-cursor.js';
import { KeyPipe, rateIdFault } from '../http/keys.js';
import { LIMIT_DEFAULT } from '../http/list-query.dto.js';
import { Demands, withEtag } from '../http/preconditions.js';
import { ImportRatesDto } from '../imports/imports.dto.js';
import { IMPORT_ANSWER, type ImportAnswer, RATE_LINES } from '../imports/imports.schema.js';
import { type ImportedTable, TableImports } from '../imports/table-imports.js';
import { Operation } from '../openapi/operation.js';
import { DATABASE } from '../tokens.js';
import { ListPriceRatesDto } from './price-rates.dto.js';
import { PRICE_RATE_NOTES } from './price-rates.schema.js';

const RATES: EntryPath = { part: 'price_rates', path: 'price-rates' };
const TABLE: ImportedTable = { part: 'price_rates', files: { 'text/csv': 'rates.csv' } };
const DOCUMENTED = entryOperations(PRICE_RATE_NOTES);
const ID = new KeyPipe(rateIdFault);

@Allow('viewer')
@Controller('price-rates')
export class PriceRatesController {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(CatalogueWrites) private readonly writes: CatalogueWrites,
    @Inject(TableImports) private readonly imports: TableImports,
  ) {}

  /** In the order in which they were made. */
  @DOCUMENTED.list
  @Get()
  async list(@Query() query: ListPriceRatesDto): Promise<object> {
    const { limit = LIMIT_DEFAULT, cursor, parameter_key = null, item, as_of = null } = query;
    const after = cursor === undefined ? null : decodeKeys(cursor, [(id) => rateIdFault(id) === null])[0]!;
    const filter = { parameterKey: parameter_key, item: item === undefined ? null : normalizeCode(item), asOf: as_of };
    const { data, next } = await listRates(this.database.pool, filter, { after, limit });
    return { data, next_cursor: next === null ? null : encodeKeys([next]) };
  }

  @DOCUMENTED.show
  @Get(':id')
  async show(@Param('id', ID) id: string, @Res({ passthrough: true }) response: Response): Promise<EntryDocument> {
    return withEtag(response, await readEntry(this.database.pool, 'price_rates', id));
  }

  @Allow('editor')
  @DOCUMENTED.create
  @Post()
  create(
    @Body() body: unknown,
    @Demands() demands: Preconditions,
    @Res({ passthrough: true }) response: Response,
  ): Promise<EntryDocument> {
    return this.writes.create(RATES, body, demands, response);
  }

  /** Many at once, as CSV; all or, with the faults of every line, none. */
  @Allow('editor')
  @Operation('importPriceRates', {
    summary: 'Make or change many price rates',
    description:
      'All of them, or none: 400 names the faults of every line. `dry_run` changes nothing and answers what would ' +
      'change. Whoever goes away before the answer has imported nothing. 429 while two imports are running.',
    body: RATE_LINES,
    query: ImportRatesDto,
    answers: { 200: IMPORT_ANSWER },
  })
  @Post('import')
  @HttpCode(200)
  import(
    @Query() query: ImportRatesDto,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<ImportAnswer> {
    return this.imports.run(request, response, TABLE, query);
  }

  /** A rate stays the rate of its parameter or item. */
  @Allow('editor')
  @DOCUMENTED.merge
  @Patch(':id')
  merge(
    @Param('id', ID) id: string,
    @Body() body: unknown,
    @Demands() demands: Preconditions,
    @Res({ passthrough: true }) response: Response,
  ): Promise<EntryDocument> {
    return this.writes.merge(RATES, id, body, demands, response);
  }

  @Allow('editor')
  @DOCUMENTED.remove
  @Delete(':id')
  @HttpCode(204)
  remove(@Param('id', ID) id: string, @Demands() demands: Preconditions): Promise<void> {
    return this.writes.delete(RATES, id, demands);
  }
}
