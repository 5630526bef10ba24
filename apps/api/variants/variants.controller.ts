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
  listVariants,
  normalizeCode,
  type PartCounts,
  type Preconditions,
  readCatalogueCounts,
  readEntry,
} from '#database';
import { CatalogueWrites, type EntryPath } from '../catalogue/catalogue-writes.js';
import { decodeKeys, encodeKeys } from '../http/key-cursor.js';
import { LIMIT_DEFAULT } from '../http/list-query.dto.js';
import { Demands, withEtag } from '../http/preconditions.js';
import { isUuid, UuidPipe } from '../http/validation.js';
import { DATABASE } from '../tokens.js';
import { VariantImports } from './variant-imports.js';
import { ListVariantsDto } from './variants.dto.js';

const VARIANTS: EntryPath = { part: 'variants', path: 'variants' };
const code = (text: string | undefined): string | null => (text === undefined ? null : normalizeCode(text));

@Controller('variants')
export class VariantsController {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(CatalogueWrites) private readonly writes: CatalogueWrites,
    @Inject(VariantImports) private readonly imports: VariantImports,
  ) {}

  /** In the order of their ids, which is none that means anything. */
  @Get()
  async list(@Query() query: ListVariantsDto): Promise<object> {
    const { limit = LIMIT_DEFAULT, cursor } = query;
    const after = cursor === undefined ? null : decodeKeys(cursor, [isUuid])[0]!;
    const filter = { sku: code(query.sku), routing: code(query.routing), masterYarn: code(query.master_yarn) };
    const { data, next } = await listVariants(this.database.pool, filter, { after, limit });
    return { data, next_cursor: next === null ? null : encodeKeys([next]) };
  }

  /** How many there are; above 100,000 the planner's estimate. */
  @Get('count')
  async count(): Promise<object> {
    const { variants, variantsExact } = await readCatalogueCounts(this.database.pool);
    return { count: variants, exact: variantsExact };
  }

  @Get(':variant_id')
  async show(
    @Param('variant_id', UuidPipe) id: string,
    @Res({ passthrough: true }) response: Response,
  ): Promise<EntryDocument> {
    return withEtag(response, await readEntry(this.database.pool, 'variants', id));
  }

  @Post()
  create(@Body() body: unknown, @Res({ passthrough: true }) response: Response): Promise<EntryDocument> {
    return this.writes.create(VARIANTS, body, response);
  }

  /** Many at once, as CSV or a variant a line; all or, with the faults of every line, none. */
  @Post('import')
  @HttpCode(200)
  import(@Req() request: Request, @Res({ passthrough: true }) response: Response): Promise<PartCounts> {
    return this.imports.run(request, response);
  }

  /** Creates or replaces: 201 or 200. */
  @Put(':variant_id')
  replace(
    @Param('variant_id', UuidPipe) id: string,
    @Body() body: unknown,
    @Demands() demands: Preconditions,
    @Res({ passthrough: true }) response: Response,
  ): Promise<EntryDocument> {
    return this.writes.replace(VARIANTS, id, body, demands, response);
  }

  @Patch(':variant_id')
  merge(
    @Param('variant_id', UuidPipe) id: string,
    @Body() body: unknown,
    @Demands() demands: Preconditions,
    @Res({ passthrough: true }) response: Response,
  ): Promise<EntryDocument> {
    return this.writes.merge(VARIANTS, id, body, demands, response);
  }

  @Delete(':variant_id')
  @HttpCode(204)
  remove(@Param('variant_id', UuidPipe) id: string, @Demands() demands: Preconditions): Promise<void> {
    return this.writes.delete(VARIANTS, id, demands);
  }
}
