import type { NextFunction, Request, Response } from 'express';
import { Gauge, Histogram } from 'prom-client';
import type { Metrics } from '#platform';

/** Look-ups take one or two milliseconds, reports of millions of variants minutes. */
const SECONDS = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60];
const METHODS: readonly string[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];
/** Instead of a route or method that no handler has: clients must not be able to make series. */
const OTHER = 'other';

/** How long requests take, by the route's template. */
export class RequestMetrics {
  private readonly duration: Histogram<'method' | 'route' | 'status'>;
  private readonly inProgress: Gauge;

  constructor({ registry }: Metrics) {
    const registers = [registry];
    this.duration = new Histogram({
      name: 'costing_http_request_duration_seconds',
      help: 'Time from the arrival of a request to the end of its answer, by route template; streams of events are left out.',
      labelNames: ['method', 'route', 'status'],
      buckets: SECONDS,
      registers,
    });
    this.inProgress = new Gauge({
      name: 'costing_http_requests_in_progress',
      help: 'Requests that are being answered, streams of events included.',
      registers,
    });
  }

  /** Express middleware; before all others, so that their time and their refusals count, too. */
  readonly measure = (request: Request, response: Response, next: NextFunction): void => {
    const since = performance.now();
    this.inProgress.inc();
    response.once('close', () => {
      this.inProgress.dec();
      if (String(response.getHeader('content-type') ?? '').startsWith('text/event-stream')) return;
      const method = METHODS.includes(request.method) ? request.method : OTHER;
      const status = String(response.statusCode);
      this.duration.observe({ method, route: templateOf(request), status }, (performance.now() - since) / 1_000);
    });
    next();
  };
}

/** `/api/v1/jobs/:job_id`, as the router matched it. */
export function templateOf(request: Request): string {
  const { route } = request as { route?: { path?: unknown } };
  return typeof route?.path === 'string' ? route.path : OTHER;
}
