import { Controller, Get, Inject } from '@nestjs/common';
import { type Database, listJobs, readCatalogueCounts, readMillDay, readRelease } from '#database';
import { describeJob, describeWatch } from '#jobs';
import type { Config } from '#platform';
import { Allow } from '../access/allow.js';
import { Operation } from '../openapi/operation.js';
import { CONFIG, DATABASE } from '../tokens.js';
import { STATS } from './stats.schema.js';

@Allow('viewer')
@Controller('stats')
export class StatsController {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** The mill in numbers: how much there is, what readers see, and how the last job went. */
  @Operation('getStats', {
    summary: 'The mill in numbers',
    description: 'How much there is, what readers see, and how the last job went.',
    answers: { 200: STATS },
  })
  @Get()
  async stats(): Promise<object> {
    const { pool } = this.database;
    const counts = await readCatalogueCounts(pool);
    const release = await readRelease(pool);
    const { today, timeZone } = await readMillDay(pool, this.config.timeZone);
    const [last] = await listJobs(pool, { limit: 1 });
    return {
      today,
      time_zone: timeZone,
      variants: counts.variants,
      variants_exact: counts.variantsExact,
      active_routings: counts.activeRoutings,
      summaries: release?.summaries ?? 0,
      released: release && {
        generation: release.generation,
        job_id: release.jobId,
        epoch: release.epoch,
        as_of: release.asOf,
        base_params: release.baseParams,
        released_at: release.releasedAt,
      },
      last_job: last ? await describeJob(pool, last) : null,
      failed_in_last_job: last?.failed ?? 0,
      watch: await describeWatch(this.database),
    };
  }
}
