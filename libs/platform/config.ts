import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { CostingError } from './errors.js';
import { natsConfig, type NatsConfig } from './nats-config.js';
import { settingOrFile } from './setting-or-file.js';

/** Everything that the environment decides, parsed once; the only reader of `process.env`. */
export interface Config {
  readonly database: {
    /** PostgreSQL to use; null: the embedded server in `dataFolder`. */
    readonly url: string | null;
    /** `DATABASE_URL_FILE`, which child processes read themselves: its contents appear in no environment. null: not from a file. */
    readonly urlFile: string | null;
    /** Owner role for migrations; default the same as `url`. */
    readonly migrationUrl: string | null;
    /** Of the embedded server. */
    readonly dataFolder: string;
    /** Connections of the API for look-ups; it has as many again for writes and for reports. */
    readonly poolMax: number;
    /** `synchronous_commit` of bulk transactions; the release always commits synchronously. */
    readonly bulkSynchronousCommit: 'on' | 'off';
  };
  readonly worker: {
    /** Partitions in work at once; each holds two connections. A worker takes fewer where there are not so many. */
    readonly lanes: number;
    /** Rows handed to the kernel at once. */
    readonly batchRows: number;
    readonly partitionStart: number;
    readonly partitionEnd: number;
    /** A delta begins whenever changes are pending. */
    readonly watchesChanges: boolean;
  };
  /** null: tasks are announced within the process, and the ledger is polled. */
  readonly nats: NatsConfig | null;
  readonly api: {
    readonly port: number;
    /** The address that it listens on; other than loopback only with keys. */
    readonly host: string;
    /** Who may do what; null: whoever is on this machine may do everything. */
    readonly keysFile: string | null;
    /** Requests a second of one key, or of one address without keys; 0: any number. */
    readonly requestsPerSecond: number;
    /** Largest body of an import; it lies in the folder for temporary files while it is imported. */
    readonly importBytesMax: number;
    /** Open connections of all clients together. */
    readonly connectionsMax: number;
    /** Of one address, or IPv6 network of a machine; 0: any number. */
    readonly connectionsPerAddress: number;
    /** In which the line and headers of a request must come; also how long a connection stays without a request. */
    readonly headersSeconds: number;
    /** In which a JSON body must come. */
    readonly bodySeconds: number;
    /** An import that brings less than 1 kB a second for so long is cut off. */
    readonly importStalledSeconds: number;
    /** In which the body of an import must come. */
    readonly importBodySeconds: number;
  };
  /** Where probes and metrics are answered: of a worker, and of an API that has `HEALTH_PORT` set. */
  readonly health: {
    readonly port: number;
    /** `HEALTH_PORT` is set: the port must be free. */
    readonly isPortSet: boolean;
    readonly host: string;
  };
  /** A service waits at its start for servers that cannot be reached and for the schema. */
  readonly startWait: boolean;
  /** After SIGTERM the API accepts requests for so long, until no load balancer sends any. */
  readonly drainAcceptSeconds: number;
  /** An import warns of a rate that differs from the one before by more. */
  readonly priceJumpPercent: number;
  /** Days for which what has ended is remembered; null: for ever. */
  readonly retentionDays: {
    /** Since a change was processed. */
    readonly changes: number;
    /** Of failed variants and warnings, since the end of their job. */
    readonly errors: number | null;
    readonly jobs: number | null;
    readonly audit: number | null;
  };
  /** Whether the standard variables of OpenTelemetry name a collector. */
  readonly tracing: { readonly isTraced: boolean };
  /** Of the mill's day; null: the catalogue's, else the machine's (`readMillDay`). */
  readonly timeZone: string | null;
  readonly logLevel: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

export const PROJECT_ROOT = findProjectRoot();

/** The checkout: this file is `libs/platform/config.ts` there, or the same below `dist`. */
function findProjectRoot(): string {
  const above = join(__dirname, '..', '..');
  return above.endsWith('dist') ? join(above, '..') : above;
}

/** Throws `CostingError` naming the variable and its range when a value cannot be used. */
export function readConfig(env: Environment = process.env): Config {
  return {
    database: {
      url: databaseUrl(env, 'DATABASE_URL'),
      urlFile: env['DATABASE_URL_FILE'] || null,
      migrationUrl: databaseUrl(env, 'MIGRATION_DATABASE_URL') ?? databaseUrl(env, 'DATABASE_URL'),
      dataFolder: resolve(env['DATA_FOLDER'] || join(PROJECT_ROOT, '.data')),
      poolMax: integer(env, 'DATABASE_POOL_MAX', 4, 1, 100),
      bulkSynchronousCommit: oneOf(env, 'SYNCHRONOUS_COMMIT', ['off', 'on'] as const),
    },
    worker: {
      lanes: integer(env, 'WORKER_COUNT', availableParallelism() + 1, 1, 10_000),
      batchRows: integer(env, 'BATCH_SIZE', 4_000, 1, 1_000_000),
      partitionStart: integer(env, 'PARTITION_START', 0, 0, 63),
      partitionEnd: integer(env, 'PARTITION_END', 63, 0, 63),
      watchesChanges: oneOf(env, 'DELTA_WATCH', ['off', 'on'] as const) === 'on',
    },
    nats: natsConfig(env),
    api: {
      port: integer(env, 'PORT', 3000, 0, 65_535),
      host: env['HOST'] || '127.0.0.1',
      keysFile: env['API_KEYS_FILE'] || null,
      requestsPerSecond: integer(env, 'API_RATE_LIMIT', 2_000, 0, 1_000_000),
      importBytesMax: integer(env, 'IMPORT_MAX_BYTES', 20_000_000_000, 1, 1_000_000_000_000),
      connectionsMax: integer(env, 'API_CONNECTIONS_MAX', 4_000, 1, 100_000),
      connectionsPerAddress: integer(env, 'API_CONNECTIONS_PER_ADDRESS', 1_000, 0, 100_000),
      headersSeconds: integer(env, 'API_HEADERS_SECONDS', 10, 1, 600),
      bodySeconds: integer(env, 'API_BODY_SECONDS', 30, 1, 3_600),
      importStalledSeconds: integer(env, 'IMPORT_STALLED_SECONDS', 60, 1, 3_600),
      importBodySeconds: integer(env, 'IMPORT_BODY_SECONDS', 3_600, 1, 20_000),
    },
    health: {
      port: integer(env, 'HEALTH_PORT', 3001, 0, 65_535),
      isPortSet: Boolean(env['HEALTH_PORT']),
      host: env['HEALTH_HOST'] || '127.0.0.1',
    },
    startWait: oneOf(env, 'START_WAIT', ['off', 'on'] as const) === 'on',
    drainAcceptSeconds: integer(env, 'DRAIN_ACCEPT_SECONDS', 5, 0, 20),
    priceJumpPercent: integer(env, 'PRICE_JUMP_PERCENT', 50, 1, 1_000_000),
    retentionDays: {
      changes: integer(env, 'CHANGE_RETENTION_DAYS', 30, 0, 36_500),
      errors: integer(env, 'ERROR_RETENTION_DAYS', 90, 0, 36_500) || null,
      jobs: integer(env, 'JOB_RETENTION_DAYS', 365, 0, 36_500) || null,
      audit: integer(env, 'AUDIT_RETENTION_DAYS', 0, 0, 36_500) || null,
    },
    tracing: { isTraced: isTraced(env) },
    timeZone: timeZone(env),
    logLevel: oneOf(env, 'LOG_LEVEL', ['info', 'trace', 'debug', 'warn', 'error', 'fatal', 'silent'] as const),
  };
}

function isTraced(env: Environment): boolean {
  const endpoint = env['OTEL_EXPORTER_OTLP_ENDPOINT'] || env['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'];
  const exporter = env['OTEL_TRACES_EXPORTER'] || 'otlp';
  const isDisabled = (env['OTEL_SDK_DISABLED'] ?? '').toLowerCase() === 'true';
  return Boolean(endpoint) && exporter === 'otlp' && !isDisabled;
}

function invalid(name: string, value: string, expected: string): CostingError {
  return new CostingError('INVALID_CONFIGURATION', `${name}=${value} cannot be used: expected ${expected}.`, {
    exitCode: 2,
  });
}

function integer(env: Environment, name: string, fallback: number, min: number, max: number): number {
  const text = env[name];
  if (text === undefined || text === '') return fallback;
  const value = Number(text);
  if (!Number.isInteger(value) || value < min || value > max) {
    throw invalid(name, text, `a whole number from ${min} to ${max}`);
  }
  return value;
}

function oneOf<const T extends readonly [string, ...string[]]>(env: Environment, name: string, allowed: T): T[number] {
  const text = env[name];
  if (text === undefined || text === '') return allowed[0];
  if (!allowed.includes(text)) throw invalid(name, text, `one of ${allowed.join(', ')}`);
  return text;
}

/** The value may hold a password: the error does not repeat it. */
function databaseUrl(env: Environment, name: string): string | null {
  const text = settingOrFile(env, name);
  if (text === null || /^postgres(ql)?:\/\//.test(text)) return text;
  const message = `${name} is no address of a PostgreSQL: expected one such as postgres://user@host:5432/costing.`;
  throw new CostingError('INVALID_CONFIGURATION', message, { exitCode: 2 });
}

function timeZone(env: Environment): string | null {
  const text = env['TIME_ZONE'] || null;
  if (text === null || isTimeZone(text)) return text;
  throw invalid('TIME_ZONE', text, 'an IANA time zone such as Asia/Jakarta');
}

/** Whether it names an IANA time zone. An offset does not: PostgreSQL and Node read it in opposite directions. */
export function isTimeZone(text: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: text });
    return /^[A-Za-z]/.test(text);
  } catch {
    return false;
  }
}

/** What this machine takes for its own: `TZ`, or the system's setting. */
export const MACHINE_TIME_ZONE = new Intl.DateTimeFormat().resolvedOptions().timeZone;
