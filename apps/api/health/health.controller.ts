import { Controller, Get, Inject } from '@nestjs/common';
import { type Database, readReleasedGeneration, type ReleasedGeneration } from '#database';
import { Allow } from '../access/allow.js';
import { CostingError } from '#platform';
import { Operation } from '../openapi/operation.js';
import type { KeyRing } from '../access/key-ring.js';
import { DATABASE_PROBES, KEYS } from '../tokens.js';
import { VERSION } from '../version.js';
import { HEALTH, type HealthDocument, OK } from './health.schema.js';

const PROBE_MAX_MS = 2_000;

/** For those who keep the process running; outside `/api/v1`, because it is about this process and not the mill. */
@Allow('anyone')
@Controller('health')
export class HealthController {
  private probing: Promise<ReleasedGeneration> | null = null;

  constructor(
    @Inject(DATABASE_PROBES) private readonly database: Database,
    @Inject(KEYS) private readonly keys: { readonly ring: KeyRing | null },
  ) {}

  /** Whether the process should be killed: never for what the database does. */
  @Operation('getLiveness', {
    summary: 'Whether the process lives',
    description: 'A process that does not answer should be killed; never for what the database does.',
    answers: { 200: OK },
  })
  @Get('live')
  live(): object {
    return { status: 'OK' };
  }

  /** The database was opened and its schema checked before the first request. */
  @Operation('getStartup', {
    summary: 'Whether the process has started',
    description: 'The database was opened and its schema checked before the first request.',
    answers: { 200: OK },
  })
  @Get('startup')
  startup(): object {
    return { status: 'OK' };
  }

  /** Whether requests should be sent here. */
  @Operation('getReadiness', {
    summary: 'Whether requests should be sent here',
    description: '503 while the database does not answer.',
    answers: { 200: OK },
  })
  @Get('ready')
  async ready(): Promise<object> {
    if (await this.probe()) return { status: 'OK' };
    throw new CostingError('DATABASE_UNAVAILABLE', 'the database does not answer', { httpStatus: 503 });
  }

  /** For people: 200 whatever it says. */
  @Operation('getHealth', {
    summary: 'How the process is, for people',
    description: '200 whatever it says.',
    answers: { 200: HEALTH },
  })
  @Get()
  async summary(): Promise<object> {
    const released = await this.probe();
    return {
      status: released ? 'OK' : 'DEGRADED',
      database: released ? 'OK' : 'AWAY',
      version: VERSION,
      released_generation: released?.generation ?? null,
      epoch: released?.epoch ?? null,
      api_keys: this.apiKeys(),
      uptime_seconds: Math.floor(process.uptime()),
    };
  }

  /** `keys add` and `keys revoke` wait until the contents that they wrote are in force. */
  private apiKeys(): HealthDocument['api_keys'] {
    const keys = this.keys.ring?.state();
    if (!keys) return { state: 'NONE', digest: null };
    return { state: keys.isReadable ? 'IN_FORCE' : 'UNREADABLE', digest: keys.digest };
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
