export * from './api-keys/key-file.js';
export * from './api-keys/roles.js';
export * from './config.js';
export type { NatsConfig } from './nats-config.js';
export * from './errors.js';
export * from './log.js';
export { whyUnreadable } from './setting-or-file.js';
export * from './child-process.js';
export { createProgress, formatDuration, type Progress, type ProgressOutput } from './progress.js';
