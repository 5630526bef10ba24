import { Inject, Injectable } from '@nestjs/common';
import { HealthIndicatorService, type HealthIndicatorResult } from '@nestjs/terminus';
import { type DatabaseProbe, isDatabaseAway, probeDatabase } from '#database';
import { HEALTH_PARTS, type HealthParts, type HealthSummary } from './health-types.js';

/** A database that needs longer does not answer, whatever it may say later. */
const PROBE_MAX_MS = 2_000;

export interface DatabaseHealth {
  readonly state: HealthSummary['database'];
  /** null: the state is not OK. */
  readonly probe: DatabaseProbe | null;
}

const AWAY: DatabaseHealth = { state: 'AWAY', probe: null };
const TOO_NEW: DatabaseHealth = { state: 'SCHEMA_TOO_NEW', probe: null };
const UNFIT: DatabaseHealth = { state: 'SCHEMA_OUT_OF_DATE', probe: null };

const UNFIT_MESSAGES = {
  SCHEMA_OUT_OF_DATE: 'the database lacks migrations of this version: run `migrate`',
  SCHEMA_TOO_NEW: 'a newer version has migrated the database so that this one cannot use it: update this program',
} as const;

/** Whether PostgreSQL answers and has the schema that this version needs. */
@Injectable()
export class DatabaseIndicator {
  private probing: Promise<DatabaseProbe> | null = null;

  constructor(
    @Inject(HEALTH_PARTS) private readonly parts: HealthParts,
    @Inject(HealthIndicatorService) private readonly indicators: HealthIndicatorService,
  ) {}

  async check(): Promise<HealthIndicatorResult<'database'>> {
    const indicator = this.indicators.check('database');
    const { state } = await this.read();
    if (state === 'OK') return indicator.up();
    return indicator.down(
      state === 'AWAY'
        ? { code: 'DATABASE_UNAVAILABLE', message: 'the database does not answer' }
        : { code: state, message: UNFIT_MESSAGES[state] },
    );
  }

  /** Never rejects. Probes that come while one waits share its statement: they must not pile up. */
  async read(): Promise<DatabaseHealth> {
    this.probing ??= probeDatabase(this.parts.database.pool).finally(() => (this.probing = null));
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<null>((resolve) => (timer = setTimeout(() => resolve(null), PROBE_MAX_MS)));
    try {
      const probe = await Promise.race([this.probing, late]);
      if (probe === null) return AWAY;
      if (probe.isTooOld) return TOO_NEW;
      return probe.missingMigrations.length === 0 ? { state: 'OK', probe } : UNFIT;
    } catch (error) {
      // A table that the statement names is missing: the database answers.
      return isDatabaseAway(error) || !hasSqlState(error) ? AWAY : UNFIT;
    } finally {
      clearTimeout(timer);
    }
  }
}

const hasSqlState = (error: unknown): boolean =>
  /^42P01|^42703|^3F000/.test(String((error as { code?: unknown }).code));
