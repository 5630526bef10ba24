import { Controller, Get, Inject } from '@nestjs/common';
import { HealthService } from '#health';
import { Allow } from '../access/allow.js';
import type { KeyRing } from '../access/key-ring.js';
import { Operation } from '../openapi/operation.js';
import { KEYS } from '../tokens.js';
import { HEALTH, type HealthDocument, OK } from './health.schema.js';

/** For those who keep the process running; outside `/api/v1`, because it is about this process and not the mill. */
@Allow('anyone')
@Controller('health')
export class HealthController {
  constructor(
    @Inject(HealthService) private readonly health: HealthService,
    @Inject(KEYS) private readonly keys: { readonly ring: KeyRing | null },
  ) {}

  @Operation('getLiveness', {
    summary: 'Whether the process lives',
    description:
      'A process whose event loop is blocked does not answer, or answers 503: restart it. No dependency is asked.',
    answers: { 200: OK },
  })
  @Get('live')
  live(): Promise<object> {
    return this.health.live();
  }

  @Operation('getStartup', {
    summary: 'Whether the process has started',
    description: '503 until the database was reached and its schema checked.',
    answers: { 200: OK },
  })
  @Get('startup')
  startup(): Promise<object> {
    return this.health.startup();
  }

  @Operation('getReadiness', {
    summary: 'Whether requests should be sent here',
    description:
      '503 while the process starts or stops, the database does not answer, or it lacks migrations of this version. NATS and Redis do not count.',
    answers: { 200: OK },
  })
  @Get('ready')
  ready(): Promise<object> {
    return this.health.ready();
  }

  @Operation('getHealth', {
    summary: 'State of the process and of what it depends on',
    description: 'For people and autoscalers; the status is 200 in every state.',
    answers: { 200: HEALTH },
  })
  @Get()
  async summary(): Promise<object> {
    return { ...(await this.health.summary()), api_keys: this.apiKeys() };
  }

  /** `keys add` and `keys revoke` wait until the contents that they wrote are in force. */
  private apiKeys(): HealthDocument['api_keys'] {
    const keys = this.keys.ring?.state();
    if (!keys) return { state: 'NONE', digest: null };
    return { state: keys.isReadable ? 'IN_FORCE' : 'UNREADABLE', digest: keys.digest };
  }
}
