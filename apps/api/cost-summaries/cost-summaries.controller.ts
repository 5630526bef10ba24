import { Controller, Get, Inject, Param } from '@nestjs/common';
import { type Database, normalizeCode, SummaryReader, variantId } from '#database';
import { CostingError } from '#platform';
import { Allow } from '../access/allow.js';
import { UuidPipe } from '../http/validation.js';
import { Operation } from '../openapi/operation.js';
import { VARIANT_ID } from '../openapi/parameters.js';
import { DATABASE } from '../tokens.js';
import { SUMMARY } from './cost-summaries.schema.js';
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

  constructor(@Inject(DATABASE) database: Database) {
    this.summaries = new SummaryReader(database.pool);
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
    const summary = await this.summaries.read(id);
    if (!summary) throw new CostingError('UNKNOWN_VARIANT', `There is no variant ${name}.`, { httpStatus: 404 });
    return summaryDocument(summary);
  }
}
