import { InMemorySpanExporter, type ReadableSpan } from '@opentelemetry/sdk-trace-base';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Writable } from 'node:stream';
import type * as Threads from 'node:worker_threads';
import pino from 'pino';
import { type Database, openDatabase, readJob } from '#database';
import { openConnections } from '#jobs';
import { type Config, createLog, type Log, Metrics, openTracing } from '#platform';
import { createApi } from '../../apps/api/create-api.js';
import { buildWorker } from '../../apps/worker/build-worker.js';
import { importDocuments } from '../helpers/catalogue-files.js';
import { CHANGES_MILL } from '../helpers/changes-mill-catalogue.js';
import { Samples } from '../helpers/metric-samples.js';
import { configFor, testDatabase, type TestDatabase } from '../helpers/postgres.js';
import { promtool } from '../helpers/promtool.js';

/** Lanes are threads, which run the build. */
vi.mock('node:worker_threads', async (original) => {
  const threads = await original<typeof Threads>();
  class BuiltThread extends threads.Worker {
    constructor(file: string, options: Threads.WorkerOptions) {
      super(file.replace('/apps/worker/', '/dist/apps/worker/'), { ...options, execArgv: [] });
    }
  }
  return { ...threads, Worker: BuiltThread };
});

/** Keeps its spans when the program that made them ends. */
class Spans extends InMemorySpanExporter {
  override shutdown(): Promise<void> {
    return Promise.resolve();
  }
}

let server: TestDatabase;
let database: Database;
let config: Config;

beforeEach(async () => {
  server = await testDatabase();
  config = { ...configFor(server), tracing: { isTraced: true } };
  database = await openDatabase(config, { applicationName: 'test' });
  await importDocuments(server.url, CHANGES_MILL);
});

afterEach(async () => {
  await database.close();
  await server.close();
});

/** The lines that a log writes. */
function notedLog(): { log: Log; lines: Record<string, unknown>[] } {
  const lines: Record<string, unknown>[] = [];
  const stream = new Writable({
    write: (chunk, _encoding, done) => {
      lines.push(JSON.parse(String(chunk)) as Record<string, unknown>);
      done();
    },
  });
  return { log: pino({ level: 'debug' }, stream), lines };
}

/** Works with `count` workers in this process until the job has ended. */
async function workOn(jobId: string, count: number, log: Log, exporter = new Spans()): Promise<Samples[]> {
  const all = await Promise.all(
    Array.from({ length: count }, async () => {
      const metrics = new Metrics('worker', 'test');
      const tracing = await openTracing(config.tracing, 'costing-worker', 'test', exporter);
      const connections = await openConnections(config, log, { applicationName: 'test worker' });
      await connections.start({ onBroker: () => Promise.resolve(), onFailure: () => undefined });
      return { metrics, connections, worker: await buildWorker(connections, config, log, { metrics, tracing }) };
    }),
  );
  await Promise.all(all.map(({ worker }) => worker.loop.run(jobId)));
  await Promise.all(all.map(({ connections }) => connections.close()));
  return Promise.all(all.map(async ({ metrics }) => new Samples(await metrics.text())));
}

const sum = (all: readonly Samples[], name: string, labels: Record<string, string> = {}): number =>
  all.reduce((total, samples) => total + samples.sum(name, labels), 0);

async function start(path: string, headers: Record<string, string>, exporter: Spans): Promise<string> {
  const api = await createApi(config, createLog('silent', 'test'), undefined, exporter);
  try {
    await api.listen(0, '127.0.0.1');
    const { port } = api.getHttpServer().address() as { port: number };
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: '{}',
    });
    expect(answer.status).toBe(202);
    if (headers['x-request-id']) expect(answer.headers.get('x-request-id')).toBe(headers['x-request-id']);
    return ((await answer.json()) as { job_id: string }).job_id;
  } finally {
    await api.close();
  }
}

const parentOf = (span: ReadableSpan): string | undefined => span.parentSpanContext?.spanId;

describe('what workers tell of a job', () => {
  it('adds up to the figures of the job, whoever computed which part, and passes promtool', async () => {
    const jobId = await start('/api/v1/recalculate/all', {}, new Spans());
    const all = await workOn(jobId, 2, createLog('silent', 'test'));
    const job = (await readJob(database.pool, { jobId }))!;
    expect(job.status).toBe('COMPLETED');
    expect(job.processed).toBeGreaterThan(0);
    expect(sum(all, 'costing_variants_processed_total')).toBe(job.processed);
    expect(sum(all, 'costing_variants_failed_total')).toBe(job.failed);
    expect(sum(all, 'costing_phase_rows_total', { mode: 'FULL', phase: 'compute' })).toBe(job.processed);
    expect(sum(all, 'costing_phase_rows_total', { phase: 'index' })).toBe(job.processed - job.failed + job.carried);
    expect(sum(all, 'costing_phase_rows_total', { phase: 'finish' })).toBe(job.processed);
    expect(sum(all, 'costing_phase_seconds_total', { phase: 'compute' })).toBeGreaterThan(0);
    expect(sum(all, 'costing_task_attempts_total', { outcome: 'DONE' })).toBe(64);
    expect(sum(all, 'costing_task_attempts_total')).toBe(64);
    expect(sum(all, 'costing_task_duration_seconds_count')).toBe(64);
    expect(sum(all, 'costing_jobs_ended_total', { mode: 'FULL', status: 'COMPLETED' })).toBe(1);
    expect(sum(all, 'costing_worker_lanes_busy')).toBe(0);
    expect(await promtool(['check', 'metrics'], all[0]!.text)).toEqual({ code: 0, output: '' });
  });

  it('names job, task, attempt and the request that the API was asked by', async () => {
    const jobId = await start('/api/v1/recalculate/all', { 'x-request-id': 'month-end-7' }, new Spans());
    const { log, lines } = notedLog();
    await workOn(jobId, 1, log);
    const { jobNo: job } = (await readJob(database.pool, { jobId }))!;
    const done = lines.filter(({ task }) => task !== undefined);
    expect(done).toHaveLength(64);
    for (const line of done) expect(line).toMatchObject({ job, attempt: 1, request_id: 'month-end-7' });
    expect(new Set(done.map(({ task }) => task)).size).toBe(64);
    expect(lines.find(({ msg }) => msg === `job ${job} is COMPLETED`)).toMatchObject({
      job,
      request_id: 'month-end-7',
    });
  });

  it('is one trace from the request of the API to the phases of each task', async () => {
    const spans = new Spans();
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const jobId = await start('/api/v1/recalculate/all', { traceparent }, spans);
    const [request] = spans.getFinishedSpans();
    const ofWorker = new Spans();
    await workOn(jobId, 1, createLog('silent', 'test'), ofWorker);
    const finished = ofWorker.getFinishedSpans();
    const tasks = finished.filter(({ name }) => name === 'task');
    expect(request).toMatchObject({
      name: 'POST /api/v1/recalculate/all',
      attributes: { 'http.response.status_code': 202 },
    });
    expect(parentOf(request!)).toBe('b7ad6b7169203331');
    expect(tasks).toHaveLength(64);
    for (const task of tasks) {
      expect(parentOf(task)).toBe(request!.spanContext().spanId);
      const phases = finished.filter((span) => parentOf(span) === task.spanContext().spanId);
      expect(phases.map(({ name }) => name)).toEqual(['prepare', 'compute', 'carry', 'index', 'commit']);
    }
    expect(finished.filter(({ name }) => name === 'finish').map(parentOf)).toEqual([request!.spanContext().spanId]);
    const traces = new Set([request!, ...finished].map((span) => span.spanContext().traceId));
    expect([...traces]).toEqual(['0af7651916cd43dd8448eb211c80319c']);
  });
});
