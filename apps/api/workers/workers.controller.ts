import { Controller, Get, Inject } from '@nestjs/common';
import type { Database } from '#database';
import { type ControlLink, describeWorkers } from '#jobs';
import { Allow } from '../access/allow.js';
import { CONTROL, DATABASE } from '../tokens.js';

@Allow('viewer')
@Controller('workers')
export class WorkersController {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(CONTROL) private readonly control: ControlLink,
  ) {}

  /** Every worker that the ledger knows, and whether it answers; they are few, so there is one page. */
  @Get()
  async list(): Promise<object> {
    return { data: await describeWorkers(this.database, this.control), next_cursor: null };
  }
}
