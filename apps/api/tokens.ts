/** Injection tokens of what has a life of its own. */
export const CONFIG = Symbol('Config');
export const CONNECTIONS = Symbol('Connections');
export const CONTROL = Symbol('ControlLink');
export const DATABASE = Symbol('Database');
export const LOG = Symbol('Log');
export const TRANSPORT = Symbol('TaskTransport');
