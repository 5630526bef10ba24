import { Controller, Get, Inject, Param, Query, Res } from '@nestjs/common';
import type { Response } from 'express';
import {
  type Database,
  listSummaries,
  lookUpSummary,
  normalizeCode,
  PendingVariants,
  type SummaryPage,
  type SummaryPlace,
  SummaryReader,
  variantId,
} from '#database';
import { type Config, CostingError } from '#platform';
import { Allow } from '../access/allow.js';
import { CostlyReads } from '../http/costly-reads.js';
import { decodeKeys, encodeKeys } from '../http/key-cursor.js';
import { LIMIT_DEFAULT } from '../http/list-query.dto.js';
import { isUuid, UuidPipe } from '../http/validation.js';
import { Operation } from '../openapi/operation.js';
import { VARIANT_ID } from '../openapi/parameters.js';
import { CONFIG, DATABASE } from '../tokens.js';
import { ExportSummariesDto, ListSummariesDto } from './cost-summaries.dto.js';
import { SUMMARY, SUMMARY_PAGE, SUMMARY_ROWS } from './cost-summaries.schema.js';
import { SummaryExports } from './summary-exports.js';
import { summaryDocument, type SummaryDocument } from './summary-document.js';

const SKU = {
  description: 'The SKU of a variant.',
  schema: { type: 'string', minLength: 1, maxLength: 100 },
  example: 'KD-30CH-WINE-160',
};

@Allow('viewer')
@Controller('cost-summaries')
export class CostSummariesController {
  private readonly summaries: SummaryReader;
  private readonly pending: PendingVariants;

  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(CONFIG) config: Config,
    @Inject(SummaryExports) private readonly exports: SummaryExports,
    @Inject(CostlyReads) private readonly costly: CostlyReads,
  ) {
    this.summaries = new SummaryReader(database.pool);
    this.pending = new PendingVariants(database.pool, config.timeZone);
  }

  @Operation('listCostSummaries', {
    summary: 'What variants cost',
    description:
      'By variant id. A page is of one moment, and all pages of a list show the figures that were released when it ' +
      'began; which variants there are, and which of them a change touches, is as each page finds it. 410 with ' +
      'CURSOR_EXPIRED: the figures that the list began with are gone, because a later job has changed or replaced ' +
      'them; begin again without a cursor, or take `cost-summaries/export`, which is of one moment as a whole. A ' +
      'filtered page may be short, or empty, and still have a `next_cursor`: only so many variants are looked at for one.',
    query: ListSummariesDto,
    answers: { 200: SUMMARY_PAGE },
    problems: [410],
  })
  @Get()
  async list(@Query() query: ListSummariesDto, @Res({ passthrough: true }) response: Response): Promise<object> {
    const { limit = LIMIT_DEFAULT, cursor, routing, master_yarn, status = null } = query;
    const filter = { routing: codeOf(routing), masterYarn: codeOf(master_yarn), status };
    const after = cursor === undefined ? null : placeOf(cursor);
    const list = ({ pool }: Database): Promise<SummaryPage> =>
      listSummaries(pool, this.pending, filter, { after, limit });
    const isFiltered = Object.values(filter).some((value) => value !== null);
    const { data, next } = await (isFiltered ? this.costly.scan(response, list) : list(this.database));
    return {
      data: data.map((summary) => summaryDocument(summary, summary.status)),
      next_cursor:
        next === null ? null : encodeKeys([String(next.generation ?? 0), String(next.figuresEpoch), next.variantId]),
    };
  }

  @Operation('exportCostSummaries', {
    summary: 'All released costs',
    description:
      'As a stream of one moment: figures, statuses, dates and codes are those of its beginning, whatever jobs change ' +
      'meanwhile. The answer is whole if the stream ends as HTTP says it should; where something goes wrong after its ' +
      'first byte, the connection is broken instead. 409: nothing is released. 429 while two exports are running.',
    query: ExportSummariesDto,
    answers: { 200: SUMMARY_ROWS },
    answerHeaders: { 'Content-Disposition': 'A name for a file of it.' },
    problems: [409],
  })
  @Get('export')
  async export(@Query() { format = 'csv' }: ExportSummariesDto, @Res() response: Response): Promise<void> {
    await this.exports.stream(format, response);
  }

  /** A SKU decides its variant's id, so this is the same look-up. */
  @Operation('getCostSummaryBySku', {
    summary: 'The cost of the variant with this SKU',
    description: '404 only where there is no such variant: one that was never costed has no figures.',
    path: { sku: SKU },
    answers: { 200: SUMMARY },
    problems: [404],
  })
  @Get('by-sku/:sku')
  bySku(@Param('sku') sku: string): Promise<SummaryDocument> {
    return this.summary(variantId(normalizeCode(sku)), `with the SKU ${JSON.stringify(sku)}`);
  }

  @Operation('getCostSummary', {
    summary: 'The cost of a variant',
    description: '404 only where there is no such variant: one that was never costed has no figures.',
    path: { variant_id: VARIANT_ID },
    answers: { 200: SUMMARY },
    problems: [404],
  })
  @Get(':variant_id')
  byId(@Param('variant_id', UuidPipe) id: string): Promise<SummaryDocument> {
    return this.summary(id, id);
  }

  private async summary(id: string, name: string): Promise<SummaryDocument> {
    const summary = await lookUpSummary(this.summaries, this.pending, id);
    if (!summary) throw new CostingError('UNKNOWN_VARIANT', `There is no variant ${name}.`, { httpStatus: 404 });
    return summaryDocument(summary, summary.status);
  }
}

const codeOf = (text: string | undefined): string | null => (text === undefined ? null : normalizeCode(text));

const JOB_NO = /^(0|[1-9]\d{0,8})$/;
const EPOCH = /^(0|[1-9]\d{0,14})$/;

function placeOf(cursor: string): SummaryPlace {
  const areRight = [(text: string) => JOB_NO.test(text), (text: string) => EPOCH.test(text), isUuid];
  const [generation, epoch, variantId] = decodeKeys(cursor, areRight) as [string, string, string];
  return { generation: generation === '0' ? null : Number(generation), figuresEpoch: Number(epoch), variantId };
}
