import { Controller, Get, Inject, Param } from '@nestjs/common';
import { type Database, normalizeCode, SummaryReader, variantId } from '#database';
import { CostingError } from '#platform';
import { Allow } from '../access/allow.js';
import { UuidPipe } from '../http/validation.js';
import { DATABASE } from '../tokens.js';
import { summaryDocument, type SummaryDocument } from './summary-document.js';

@Allow('viewer')
@Controller('cost-summaries')
export class CostSummariesController {
  private readonly summaries: SummaryReader;

  constructor(@Inject(DATABASE) database: Database) {
    this.summaries = new SummaryReader(database.pool);
  }

  /** A SKU decides its variant's id, so this is the same look-up. */
  @Get('by-sku/:sku')
  bySku(@Param('sku') sku: string): Promise<SummaryDocument> {
    return this.summary(variantId(normalizeCode(sku)), `with the SKU ${JSON.stringify(sku)}`);
  }

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
