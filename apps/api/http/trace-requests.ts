import type { NextFunction, Request, Response } from 'express';
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { type RequestContext, traceParentOf, type Tracing } from '#platform';
import { templateOf } from '../metrics/request-metrics.js';

/** What a client may send: printable, so that it cannot break a line of a log. */
const REQUEST_ID = /^[!-~]{1,100}$/;

const contexts = new WeakMap<IncomingMessage, RequestContext>();

/** Of a request that `traceRequests` has seen. */
export const requestContextOf = (request: IncomingMessage): RequestContext =>
  contexts.get(request) ?? { requestId: randomUUID(), traceParent: null };

/**
 * Gives each request an id, the client's `X-Request-Id` or one of its own, and answers it in that header. Where traces are
 * on, each request is a span, part of the client's trace when `traceparent` names one.
 */
export function traceRequests(tracing: Tracing) {
  return (request: Request, response: Response, next: NextFunction): void => {
    const sent = request.headers['x-request-id'];
    const requestId = typeof sent === 'string' && REQUEST_ID.test(sent) ? sent : randomUUID();
    const parent = traceParentOf(request.headers['traceparent']);
    response.setHeader('X-Request-Id', requestId);
    const { method } = request;
    const attributes = { 'http.request.method': method, 'costing.request_id': requestId };
    const span = tracing.start(method, { parent, isServer: true, attributes });
    contexts.set(request, { requestId, traceParent: span.traceParent ?? parent });
    if (tracing.isOn) {
      response.once('close', () => {
        const route = templateOf(request);
        const results = { 'http.route': route, 'http.response.status_code': response.statusCode };
        span.end({ name: `${method} ${route}`, attributes: results });
      });
    }
    next();
  };
}
