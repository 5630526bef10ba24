/** Injection tokens of what has a life of its own. */
export const CONFIG = Symbol('Config');
export const CONNECTIONS = Symbol('Connections');
export const CONTROL = Symbol('ControlLink');
/** For look-ups: short statements, each of which waits for nobody. */
export const DATABASE = Symbol('Database');
/** For what changes something: it may wait for locks, and look-ups do not wait for it. */
export const DATABASE_WRITES = Symbol('Database for writes');
/** For reads that take long; see `CostlyReads`. */
export const DATABASE_REPORTS = Symbol('Database for reports');
/** For probes, which must be answered whatever else is at work. */
export const DATABASE_PROBES = Symbol('Database for probes');
/** For the figures of a scrape, which must not make a probe wait. */
export const DATABASE_METRICS = Symbol('Database for metrics');
export const KEYS = Symbol('KeyRing');
export const LOG = Symbol('Log');
/** The OpenAPI document of the controllers. */
export const OPENAPI = Symbol('OpenApiDocument');
export const TRACING = Symbol('Tracing');
export const TRANSPORT = Symbol('TaskTransport');
