import { Controller, Get, HttpCode, Inject, Post } from '@nestjs/common';
import type { Database } from '#database';
import { describeWatch, resumeWatch, type WatchDocument } from '#jobs';
import { Allow } from '../access/allow.js';
import { Operation } from '../openapi/operation.js';
import { DATABASE, DATABASE_WRITES } from '../tokens.js';
import { WATCH } from './watch.schema.js';

@Controller('watch')
export class WatchController {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(DATABASE_WRITES) private readonly writes: Database,
  ) {}

  /** Whether changes are costed as they come. */
  @Operation('getWatch', {
    summary: 'Whether changes are costed as they come',
    description: 'The state of the delta watch, and what ends a suspension or a stop.',
    answers: { 200: WATCH },
  })
  @Allow('viewer')
  @Get()
  state(): Promise<WatchDocument> {
    return describeWatch(this.database);
  }

  /** Lets the watch go on after a suspension or a stop. */
  @Operation('resumeWatch', {
    summary: 'Let the watch go on',
    description:
      'Ends a suspension (after a rollback, or the release of another state than the catalogue as of today) or a stop; ' +
      'pending changes are costed at once. Nothing when it goes on already.',
    answers: { 200: WATCH },
  })
  @Allow('operator')
  @Post('resume')
  @HttpCode(200)
  resume(): Promise<WatchDocument> {
    return resumeWatch(this.writes);
  }
}
