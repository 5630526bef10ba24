/** Injection tokens of what has a life of its own. */
export const CONNECTIONS = Symbol('Connections');
export const WORKER = Symbol('Worker');
