import { Controller, Get, Inject } from '@nestjs/common';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Database, readReleasedGeneration, type ReleasedGeneration } from '#database';
import { CostingError, PROJECT_ROOT } from '#platform';
import { Allow } from '../access/allow.js';
import { DATABASE } from '../tokens.js';

const PROBE_MAX_MS = 2_000;

const { version } = JSON.parse(readFileSync(join(PROJECT_ROOT, 'package.json'), 'utf8')) as { version: string };

/** For those who keep the process running; outside `/api/v1`, because it is about this process and not the mill. */
@Allow('anyone')
@Controller('health')
export class HealthController {
  private probing: Promise<ReleasedGeneration> | null = null;

  constructor(@Inject(DATABASE) private readonly database: Database) {}

  /** Whether the process should be killed: never for what the database does. */
  @Get('live')
  live(): object {
    return { status: 'OK' };
  }

  /** The database was opened and its schema checked before the first request. */
  @Get('startup')
  startup(): object {
    return { status: 'OK' };
  }

  /** Whether requests should be sent here. */
  @Get('ready')
  async ready(): Promise<object> {
    if (await this.probe()) return { status: 'OK' };
    throw new CostingError('DATABASE_UNAVAILABLE', 'the database does not answer', { httpStatus: 503 });
  }

  /** For people: 200 whatever it says. */
  @Get()
  async summary(): Promise<object> {
    const released = await this.probe();
    return {
      status: released ? 'OK' : 'DEGRADED',
      database: released ? 'OK' : 'AWAY',
      version,
      released_generation: released?.generation ?? null,
      epoch: released?.epoch ?? null,
      uptime_seconds: Math.floor(process.uptime()),
    };
  }

  /** null: the database does not answer in time. Probes that come while one waits share it: they must not pile up. */
  private async probe(): Promise<ReleasedGeneration | null> {
    this.probing ??= readReleasedGeneration(this.database.pool).finally(() => (this.probing = null));
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<null>((resolve) => (timer = setTimeout(() => resolve(null), PROBE_MAX_MS)));
    try {
      return await Promise.race([this.probing, late]);
    } catch {
      return null;
    } finally {
      clearTimeout(timer);
    }
  }
}
