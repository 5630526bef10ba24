import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Inject,
  Param,
  Patch,
  Post,
  Put,
  Query,
  Req,
  Res,
} from '@nestjs/common';
import type { Request, Response } from 'express';
import {
  type Database,
  type EntryDocument,
  type EntryPage,
  listVariants,
  normalizeCode,
  type Preconditions,
  readCatalogueCounts,
  readEntry,
} from '#database';
import { Allow } from '../access/allow.js';
import { CatalogueWrites, type EntryPath } from '../catalogue/catalogue-writes.js';
import { entryOperations } from '../catalogue/entry-operations.js';
import { CostlyReads } from '../http/costly-reads.js';
import { decodeKeys, encodeKeys } from '../http/key-cursor.js';
import { LIMIT_DEFAULT } from '../http/list-query.dto.js';
import { Demands, withEtag } from '../http/preconditions.js';
import { isUuid, UuidPipe } from '../http/validation.js';
import { Operation } from '../openapi/operation.js';
import { ImportVariantsDto } from '../imports/imports.dto.js';
import { IMPORT_ANSWER, type ImportAnswer, VARIANT_LINES } from '../imports/imports.schema.js';
import { type ImportedTable, TableImports } from '../imports/table-imports.js';
import { DATABASE } from '../tokens.js';
import { ListVariantsDto } from './variants.dto.js';
import { VARIANT_COUNT, VARIANT_NOTES } from './variants.schema.js';

const VARIANTS: EntryPath = { part: 'variants', path: 'variants' };
const TABLE: ImportedTable = {
  part: 'variants',
  files: { 'text/csv': 'variants.csv', 'application/x-ndjson': 'variants.ndjson' },
};
const DOCUMENTED = entryOperations(VARIANT_NOTES);
const code = (text: string | undefined): string | null => (text === undefined ? null : normalizeCode(text));

@Allow('viewer')
@Controller('variants')
export class VariantsController {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(CatalogueWrites) private readonly writes: CatalogueWrites,
    @Inject(TableImports) private readonly imports: TableImports,
    @Inject(CostlyReads) private readonly costly: CostlyReads,
  ) {}

  /** In the order of their ids, which is none that means anything. */
  @DOCUMENTED.list
  @Get()
  async list(@Query() query: ListVariantsDto, @Res({ passthrough: true }) response: Response): Promise<object> {
    const { limit = LIMIT_DEFAULT, cursor } = query;
    const after = cursor === undefined ? null : decodeKeys(cursor, [isUuid])[0]!;
    const filter = { sku: code(query.sku), routing: code(query.routing), masterYarn: code(query.master_yarn) };
    const list = ({ pool }: Database): Promise<EntryPage> => listVariants(pool, filter, { after, limit });
    const isFiltered = filter.routing !== null || filter.masterYarn !== null;
    const { data, next } = await (isFiltered ? this.costly.scan(response, list) : list(this.database));
    return { data, next_cursor: next === null ? null : encodeKeys([next]) };
  }

  /** How many there are; above 100,000 the planner's estimate. */
  @Operation('countVariants', {
    summary: 'How many variants there are',
    description: "Counted up to 100,000, above that the planner's estimate.",
    answers: { 200: VARIANT_COUNT },
  })
  @Get('count')
  async count(): Promise<object> {
    const { variants, variantsExact } = await readCatalogueCounts(this.database.pool);
    return { count: variants, exact: variantsExact };
  }

  @DOCUMENTED.show
  @Get(':variant_id')
  async show(
    @Param('variant_id', UuidPipe) id: string,
    @Res({ passthrough: true }) response: Response,
  ): Promise<EntryDocument> {
    return withEtag(response, await readEntry(this.database.pool, 'variants', id));
  }

  @Allow('editor')
  @DOCUMENTED.create
  @Post()
  create(
    @Body() body: unknown,
    @Demands() demands: Preconditions,
    @Res({ passthrough: true }) response: Response,
  ): Promise<EntryDocument> {
    return this.writes.create(VARIANTS, body, demands, response);
  }

  /** Many at once, as CSV or a variant a line; all or, with the faults of every line, none. */
  @Allow('editor')
  @Operation('importVariants', {
    summary: 'Make or change many variants',
    description:
      'All of them, or none: 400 names the faults of every line. `dry_run` changes nothing and answers what would change. Whoever goes away before the answer has imported ' +
      'nothing. 429 while two imports are running.',
    body: VARIANT_LINES,
    query: ImportVariantsDto,
    answers: { 200: IMPORT_ANSWER },
  })
  @Post('import')
  @HttpCode(200)
  import(
    @Query() query: ImportVariantsDto,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<ImportAnswer> {
    return this.imports.run(request, response, TABLE, query);
  }

  /** Creates or replaces: 201 or 200. */
  @Allow('editor')
  @DOCUMENTED.replace
  @Put(':variant_id')
  replace(
    @Param('variant_id', UuidPipe) id: string,
    @Body() body: unknown,
    @Demands() demands: Preconditions,
    @Res({ passthrough: true }) response: Response,
  ): Promise<EntryDocument> {
    return this.writes.replace(VARIANTS, id, body, demands, response);
  }

  @Allow('editor')
  @DOCUMENTED.merge
  @Patch(':variant_id')
  merge(
    @Param('variant_id', UuidPipe) id: string,
    @Body() body: unknown,
    @Demands() demands: Preconditions,
    @Res({ passthrough: true }) response: Response,
  ): Promise<EntryDocument> {
    return this.writes.merge(VARIANTS, id, body, demands, response);
  }

  @Allow('editor')
  @DOCUMENTED.remove
  @Delete(':variant_id')
  @HttpCode(204)
  remove(@Param('variant_id', UuidPipe) id: string, @Demands() demands: Preconditions): Promise<void> {
    return this.writes.delete(VARIANTS, id, demands);
  }
}
