import { HttpException, Inject, Injectable } from '@nestjs/common';
import { HealthCheckService, type HealthCheckResult, type HealthIndicatorFunction } from '@nestjs/terminus';
import { SchemaWatch } from '#database';
import { describeWatch } from '#jobs';
import { CostingError } from '#platform';
import { BrokerIndicator } from './broker.indicator.js';
import { DatabaseIndicator } from './database.indicator.js';
import {
  HEALTH_PARTS,
  type HealthContribution,
  type HealthParts,
  type HealthStatus,
  type HealthSummary,
} from './health-types.js';
import { ProcessIndicator } from './process.indicator.js';

const OK: HealthStatus = { status: 'OK' };
const RETRY_AFTER_SECONDS = 2;
const DRIFT_SHOWN_MAX = 10;

/** The four answers about the health of a service. */
@Injectable()
export class HealthService {
  private readonly contributions: HealthContribution[] = [];
  private readonly schema: SchemaWatch;

  constructor(
    @Inject(HEALTH_PARTS) private readonly parts: HealthParts,
    @Inject(HealthCheckService) private readonly checks: HealthCheckService,
    @Inject(ProcessIndicator) private readonly process: ProcessIndicator,
    @Inject(DatabaseIndicator) private readonly database: DatabaseIndicator,
    @Inject(BrokerIndicator) private readonly broker: BrokerIndicator,
  ) {
    this.schema = new SchemaWatch(parts.database.pool);
  }

  /** Adds to the summary; call it in `onModuleInit`. */
  contribute(contribution: HealthContribution): void {
    this.contributions.push(contribution);
  }

  /** Whether the process may live on: its event loop turns. No dependency is asked. Throws `CostingError` (503). */
  live(): Promise<HealthStatus> {
    return this.require([() => this.process.alive()]);
  }

  /** Whether the database was reached and its schema checked since the start. Throws `CostingError` (503). */
  startup(): Promise<HealthStatus> {
    return this.require([() => this.process.started()]);
  }

  /** Whether the service may serve, or claim tasks. Throws `CostingError` (503) with the first reason why not. */
  async ready(): Promise<HealthStatus> {
    await this.require([() => this.process.accepting(), () => this.process.started()]);
    return this.require([() => this.database.check()]);
  }

  /** For people and autoscalers: never throws. */
  async summary(): Promise<HealthSummary> {
    const database = await this.database.read();
    const checks = this.contributions.flatMap(({ check }) => (check ? [check] : []));
    const { status } = await this.check([() => this.broker.check(), ...checks]);
    const { isStarted, isDraining } = this.parts.state;
    const { probe } = database;
    const summary: HealthSummary = {
      status: status === 'ok' && probe !== null && isStarted ? 'OK' : 'DEGRADED',
      started: isStarted,
      draining: isDraining,
      database: database.state,
      schema_drift: (await this.schema.read())?.slice(0, DRIFT_SHOWN_MAX) ?? null,
      nats: this.broker.state,
      version: this.parts.version,
      released_generation: probe?.generation ?? null,
      epoch: probe?.epoch ?? null,
      tasks_waiting: probe?.tasksWaiting ?? null,
      jobs_running: probe?.jobsRunning ?? null,
      pending_changes: probe?.pendingChanges ?? null,
      watch: probe && (await describeWatch(this.parts.database).catch(() => null)),
      uptime_seconds: Math.floor(process.uptime()),
    };
    for (const { fields } of this.contributions) Object.assign(summary, await fields?.());
    return summary;
  }

  private async require(indicators: readonly HealthIndicatorFunction[]): Promise<HealthStatus> {
    const { status, error } = await this.check(indicators);
    if (status === 'ok') return OK;
    const [reason] = Object.values(error ?? {}) as { code?: string; message?: string }[];
    throw new CostingError(reason?.code ?? 'DRAINING', reason?.message ?? 'the service is stopping', {
      httpStatus: 503,
      retryAfterSeconds: RETRY_AFTER_SECONDS,
    });
  }

  /** Terminus throws its result when an indicator is down. */
  private async check(indicators: readonly HealthIndicatorFunction[]): Promise<HealthCheckResult> {
    try {
      return await this.checks.check([...indicators]);
    } catch (error) {
      if (error instanceof HttpException) return error.getResponse() as HealthCheckResult;
      throw error;
    }
  }
}
