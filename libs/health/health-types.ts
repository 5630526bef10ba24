import type { HealthIndicatorResult } from '@nestjs/terminus';
import type { Database } from '#database';
import type { TaskTransport, WatchDocument } from '#jobs';
import type { Metrics, ServiceState } from '#platform';

/** Injection token of `HealthParts`. */
export const HEALTH_PARTS = Symbol('HealthParts');

/** What the health of a service is read from. */
export interface HealthParts {
  readonly state: ServiceState;
  /** With a pool of its own: a probe must not wait for requests or tasks. */
  readonly database: Pick<Database, 'pool'>;
  readonly transport: Pick<TaskTransport, 'kind' | 'isConnected'>;
  readonly version: string;
}

/** What a health port answers from. */
export interface HealthPortParts extends HealthParts {
  readonly metrics: Metrics;
}

/** Answer of `/health/live`, `/health/ready` and `/health/startup` with status 200. */
export interface HealthStatus {
  readonly status: 'OK';
}

/** Answer of `/health`. Figures of the database are null while it does not answer. */
export interface HealthSummary {
  /** `DEGRADED`: something that the service depends on is not there. */
  readonly status: 'OK' | 'DEGRADED';
  readonly started: boolean;
  readonly draining: boolean;
  readonly database: 'OK' | 'AWAY' | 'SCHEMA_OUT_OF_DATE' | 'SCHEMA_TOO_NEW';
  /** What of the schema differs from what the migrations made, at most ten; null: not known. No reason to stop serving. */
  readonly schema_drift: readonly string[] | null;
  /** `NONE`: NATS_URL is not set. */
  readonly nats: 'OK' | 'AWAY' | 'NONE';
  readonly version: string;
  readonly released_generation: number | null;
  readonly epoch: number | null;
  readonly tasks_waiting: number | null;
  readonly jobs_running: number | null;
  readonly pending_changes: number | null;
  /** The delta watch; null: the database is away. */
  readonly watch: WatchDocument | null;
  readonly uptime_seconds: number;
}

/**
 * What a module adds to `/health`, and only there: readiness and liveness do not depend on it. `check` is an indicator
 * of terminus, which makes the status `DEGRADED` when it is down; `fields` are further members of the answer.
 */
export interface HealthContribution {
  readonly check?: () => HealthIndicatorResult | Promise<HealthIndicatorResult>;
  readonly fields?: () => object | Promise<object>;
}
