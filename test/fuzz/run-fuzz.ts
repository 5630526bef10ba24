import fc from 'fast-check';
import { type Database, findActiveJob } from '#database';
import { endActiveJob } from '#jobs';
import { AnswerChecker, type SeenAnswer } from '../helpers/openapi.js';
import type { WatchedApi } from './api-process.js';
import type { FuzzedOperation, HostileRequest } from './fuzzed-operation.js';
import { contentTypes, requestsFor } from './hostile-requests.js';
import { Sender } from './send-request.js';

type Json = Readonly<Record<string, unknown>>;

export interface FuzzStage {
  /** Where the API listens. */
  readonly url: string;
  readonly database: Database;
  /** By resource, or by parameter of the path: values of things that are there. */
  readonly known: Readonly<Record<string, readonly string[]>>;
  /** The API as a process of its own: its event loop is watched then. */
  readonly watched?: WatchedApi;
}

export interface FuzzResult {
  readonly requests: number;
  /** What was answered otherwise than documented, with the request. */
  readonly faults: readonly string[];
  /** operationId → status → answers. */
  readonly answers: ReadonlyMap<string, ReadonlyMap<number, number>>;
  readonly slowest: TimedRequest | null;
  /** The longest stall of the event loop that a request causes by itself, in CPU time; null: none was long enough to tell. */
  readonly longestStall: { readonly cpuMs: number; readonly request: HostileRequest } | null;
}

interface TimedRequest {
  readonly request: HostileRequest;
  /** Milliseconds since 1970. */
  readonly from: number;
  readonly to: number;
}

/** No request may keep the others waiting for longer. */
const STALL_MAX_MS = 50;
/** From this on, in company, a request is sent again alone. */
const SUSPECT_FROM_MS = 30;
const SUSPECTS_MAX = 60;
const TRIES = 3;
const AT_ONCE = 8;
const BATCH = 200;
const FAULTS_MAX = 20;
const JOBS_KNOWN = 3;

/**
 * Sends requests that the seed decides, to each operation of the document in turn, and holds each answer against the
 * document; any 5xx is a fault. A job that they start is ended after each batch: no worker takes it up, so that it costs
 * a few rows.
 */
export async function runFuzz(
  stage: FuzzStage,
  options: { readonly requests: number; readonly seed: number; readonly onBatch?: (done: number) => void },
): Promise<FuzzResult> {
  const fuzz = new Fuzz(stage);
  let done = 0;
  try {
    for (let batch = 0; done < options.requests && fuzz.faults.length < FAULTS_MAX; batch++) {
      const count = Math.min(BATCH, options.requests - done);
      const waiting = batchOf(fuzz.operations, options.seed, batch).slice(0, count);
      const lane = async (): Promise<void> => {
        for (let next = waiting.shift(); next; next = waiting.shift()) await fuzz.send(next);
      };
      await Promise.all(Array.from({ length: AT_ONCE }, lane));
      const active = await findActiveJob(stage.database.pool);
      if (active) await endActiveJob(stage.database, active.jobId, batch % 2 === 0 ? 'CANCELLED' : 'FAILED', 'fuzzed');
      done += count;
      options.onBatch?.(done);
    }
    await fuzz.examineStalls();
  } finally {
    fuzz.close();
  }
  const { faults, answers, slowest, longestStall } = fuzz;
  return { requests: done, faults, answers, slowest, longestStall };
}

/** Sends requests and keeps account of their answers. */
class Fuzz {
  readonly faults: string[] = [];
  readonly operations: readonly FuzzedOperation[];
  readonly answers: Map<string, Map<number, number>>;
  slowest: TimedRequest | null = null;
  longestStall: FuzzResult['longestStall'] = null;
  private readonly checker = new AnswerChecker();
  /** Those that took long enough to have been in the way of others. */
  private readonly slow: TimedRequest[] = [];
  private readonly sender: Sender;
  /** Those that requests have started, the newest last. */
  private readonly jobs: string[] = [];

  constructor(private readonly stage: FuzzStage) {
    this.sender = new Sender(stage.url);
    this.operations = operationsOf(this.checker.document);
    this.answers = new Map(this.operations.map(({ operationId }) => [operationId, new Map<number, number>()]));
  }

  async send(request: HostileRequest): Promise<void> {
    let faults: string[];
    const from = epochMs();
    try {
      const answer = await this.sender.send(request, (n) => this.known(request, n));
      this.time({ request, from, to: epochMs() });
      this.count(request, answer);
      faults = faultsOf(this.checker, answer);
    } catch (error) {
      faults = [`no answer: ${(error as Error).message}`];
    }
    if (faults.length > 0) this.faults.push(`${faults.join('; ')}\n    ${JSON.stringify(request).slice(0, 1_000)}`);
  }

  /**
   * Sends alone what was in work while the event loop stood still: the shortest of three tries is the request's own doing,
   * and not that of its neighbours.
   */
  async examineStalls(): Promise<void> {
    const { watched } = this.stage;
    if (!watched) return;
    const long = watched.stalls.filter(({ cpuMs }) => cpuMs >= SUSPECT_FROM_MS).sort((a, b) => b.cpuMs - a.cpuMs);
    const suspects = new Set(
      long.flatMap(({ endedAt, wallMs }) =>
        this.slow.filter(({ from, to }) => from <= endedAt && to >= endedAt - wallMs).map(({ request }) => request),
      ),
    );
    for (const request of [...suspects].slice(0, SUSPECTS_MAX)) {
      let cpuMs = Infinity;
      for (let n = 0; n < TRIES; n++) {
        const send = (): Promise<unknown> => this.sender.send(request, (known) => this.known(request, known));
        cpuMs = Math.min(cpuMs, await watched.longestDuring(send));
      }
      if (cpuMs > (this.longestStall?.cpuMs ?? 0)) this.longestStall = { cpuMs, request };
      if (cpuMs <= STALL_MAX_MS) continue;
      const told = JSON.stringify(request).slice(0, 1_000);
      this.faults.push(`holds the event loop for ${cpuMs.toFixed(0)} ms, more than ${STALL_MAX_MS}\n    ${told}`);
    }
  }

  close(): void {
    this.sender.close();
  }

  private time(timed: TimedRequest): void {
    const tookMs = timed.to - timed.from;
    if (!this.slowest || tookMs > this.slowest.to - this.slowest.from) this.slowest = timed;
    if (tookMs >= SUSPECT_FROM_MS) this.slow.push(timed);
  }

  private known({ path, pathParts }: HostileRequest, n: number): string {
    const [name = ''] = Object.keys(pathParts);
    const [, , , resource = ''] = path.split('/');
    const values = [
      ...(this.stage.known[resource] ?? this.stage.known[name] ?? ['unknown']),
      ...(name === 'job_id' ? this.jobs.slice(-JOBS_KNOWN) : []),
    ];
    return encodeURIComponent(values[n % values.length]!);
  }

  private count({ operationId, method }: HostileRequest, { status, body }: SeenAnswer): void {
    const jobId = status === 202 ? (body as { job_id?: string }).job_id : undefined;
    if (jobId !== undefined && !this.jobs.includes(jobId)) this.jobs.push(jobId);
    if (!this.operations.some((one) => one.operationId === operationId && one.method === method)) return;
    const counts = this.answers.get(operationId)!;
    counts.set(status, (counts.get(status) ?? 0) + 1);
  }
}

const epochMs = (): number => performance.timeOrigin + performance.now();

function faultsOf(checker: AnswerChecker, answer: SeenAnswer): string[] {
  const server = answer.status >= 500 ? [`${answer.status} ${JSON.stringify(answer.body)}`] : [];
  return [...server, ...checker.faults(answer)];
}

/** Requests to the operations in turn, for one batch; the content type goes with whatever has a body. */
function batchOf(operations: readonly FuzzedOperation[], seed: number, batch: number): HostileRequest[] {
  const each = Math.ceil(BATCH / operations.length);
  const lists = operations.map((operation, n) => {
    const parameters = { seed: seed * 1_000_003 + batch * 1_009 + n, numRuns: each };
    return fc
      .sample(fc.tuple(requestsFor(operation), contentTypes), parameters)
      .map(([request, type]) =>
        request.body === null ? request : { ...request, headers: { ...request.headers, ...type, ...request.bodyType } },
      );
  });
  return Array.from({ length: each }, (_, n) => lists.map((list) => list[n]!)).flat();
}

function operationsOf(document: AnswerChecker['document']): FuzzedOperation[] {
  const resolved = (schema: Json): Json => {
    const { $ref: reference } = schema as { $ref?: string };
    if (!reference) return schema;
    return reference
      .slice(2)
      .split('/')
      .reduce((part: unknown, key) => (part as Json)[key], document) as Json;
  };
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => {
      const { content } = (operation['requestBody'] ?? {}) as { content?: Readonly<Record<string, Json>> };
      const media = Object.values(content ?? {})[0];
      return {
        operationId: String(operation['operationId']),
        method: method.toUpperCase(),
        path,
        parameters: (operation['parameters'] ?? []) as FuzzedOperation['parameters'],
        body: media ? { schema: resolved(media['schema'] as Json), example: media['example'] } : null,
        bodyTypes: Object.keys(content ?? {}),
      };
    }),
  );
}
