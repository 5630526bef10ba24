import { Controller, Get, Inject, Query, Res } from '@nestjs/common';
import type { Response } from 'express';
import { changesDocument, type Database, reportChanges } from '#database';
import type { Config } from '#platform';
import { Allow } from '../access/allow.js';
import { CONFIG, DATABASE } from '../tokens.js';
import { Operation } from '../openapi/operation.js';
import { CostlyReads } from '../http/costly-reads.js';
import { LIMIT_DEFAULT } from '../http/list-query.dto.js';
import { ListChangesDto } from './changes.dto.js';
import { CHANGES } from './changes.schema.js';

@Allow('viewer')
@Controller('changes')
export class ChangesController {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(CostlyReads) private readonly costly: CostlyReads,
  ) {}

  /** Newest first. Counting reads every variant, so it is done only when `explain` asks for it. */
  @Operation('listChanges', {
    summary: 'Changes, newest first',
    description:
      'What has changed in the catalogue; with `explain` also how many variants each touches, and why: 429 while too many ask for that.',
    query: ListChangesDto,
    answers: { 200: CHANGES },
  })
  @Get()
  async list(@Query() query: ListChangesDto, @Res({ passthrough: true }) response: Response): Promise<object> {
    const { limit = LIMIT_DEFAULT, cursor, pending = false, explain = false, as_of = null } = query;
    const request = {
      limit: limit + 1,
      ...(cursor === undefined ? {} : { before: cursor }),
      isPending: pending,
      isExplained: explain,
      asOf: as_of,
      timeZone: this.config.timeZone,
    };
    const report = explain
      ? await this.costly.pass(response, ({ pool }) => reportChanges(pool, request))
      : await reportChanges(this.database.pool, request);
    const changes = report.changes.slice(0, limit);
    const isLast = report.changes.length <= limit;
    return changesDocument({ ...report, changes }, isLast ? null : changes.at(-1)!.changeId);
  }
}
