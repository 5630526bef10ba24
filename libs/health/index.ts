export { HealthModule } from './health.module.js';
export { HealthService } from './health.service.js';
export type { HealthContribution, HealthParts, HealthPortParts, HealthStatus, HealthSummary } from './health-types.js';
export { type HealthPort, openHealthPort } from './health-port.js';
