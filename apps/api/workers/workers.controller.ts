import { Controller, Get, Inject } from '@nestjs/common';
import type { Database } from '#database';
import { type ControlLink, describeWorkers } from '#jobs';
import { Allow } from '../access/allow.js';
import { Operation } from '../openapi/operation.js';
import { CONTROL, DATABASE } from '../tokens.js';
import { WORKER_PAGE } from './workers.schema.js';

@Allow('viewer')
@Controller('workers')
export class WorkersController {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(CONTROL) private readonly control: ControlLink,
  ) {}

  /** Every worker that the ledger knows, and whether it answers; they are few, so there is one page. */
  @Operation('listWorkers', {
    summary: 'Every worker that the ledger knows',
    description: 'The longest known first, all on one page. Takes a second when one that should answer does not.',
    answers: { 200: WORKER_PAGE },
  })
  @Get()
  async list(): Promise<object> {
    return { data: await describeWorkers(this.database, this.control), next_cursor: null };
  }
}
