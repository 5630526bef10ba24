import { Controller, Get, Inject, Param, Query, Res } from '@nestjs/common';
import type { Response } from 'express';
import { type Database, explainCost, explanationDocument } from '#database';
import { findJob } from '#jobs';
import type { Config } from '#platform';
import { Allow } from '../access/allow.js';
import { CostlyReads } from '../http/costly-reads.js';
import { invalidRequest, UuidPipe } from '../http/validation.js';
import { Operation } from '../openapi/operation.js';
import { VARIANT_ID } from '../openapi/parameters.js';
import { CONFIG, DATABASE } from '../tokens.js';
import { ExplainDto } from './cost-summaries.dto.js';
import { EXPLANATION } from './explanation.schema.js';

@Allow('viewer')
@Controller('cost-summaries')
export class ExplanationsController {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(CostlyReads) private readonly costly: CostlyReads,
  ) {}

  @Operation('explainCostSummary', {
    summary: 'Why a variant costs what it does',
    description:
      'Every step, value and rate of the cost, as it is now, on another day, or as a job stored it. 404 also where ' +
      'what the job used is no longer kept. 409: the variant has changed since that job, or has no routing.',
    path: { variant_id: VARIANT_ID },
    query: ExplainDto,
    answers: { 200: EXPLANATION },
    problems: [404, 409],
  })
  @Get(':variant_id/explain')
  async explain(
    @Param('variant_id', UuidPipe) id: string,
    @Query() { as_of, job }: ExplainDto,
    @Res({ passthrough: true }) response: Response,
  ): Promise<object> {
    if (as_of !== undefined && job !== undefined) {
      const message = 'as_of and job exclude each other: a job has a date of its own';
      throw invalidRequest([{ path: 'job', code: 'CONTRADICTION', message }]);
    }
    const request =
      job === undefined
        ? { asOf: as_of ?? null, timeZone: this.config.timeZone }
        : { jobNo: (await findJob(this.database, job)).jobNo };
    return this.costly.scan(response, async ({ pool }) =>
      explanationDocument(await explainCost(pool, { id }, request)),
    );
  }
}
