import { AsyncLocalStorage } from 'node:async_hooks';

/** The request that a process works for, as logs and traces name it. */
export interface RequestContext {
  readonly requestId: string;
  /** W3C `traceparent`; null: the request is not traced. */
  readonly traceParent: string | null;
}

const requests = new AsyncLocalStorage<RequestContext>();

/** Runs `work` for a request. The context goes along with it instead of through each of its functions. */
export function inRequest<T>(request: RequestContext, work: () => T): T {
  return requests.run(request, work);
}

/** null: no request is worked for, as in a command or a worker. */
export const currentRequest = (): RequestContext | null => requests.getStore() ?? null;
