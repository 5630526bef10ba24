/** Injection token of the worker, which has a life of its own. */
export const WORKER = Symbol('Worker');
