import { chartValues, type Values } from '../helpers/render-chart.js';

const keda = (kedaTrigger: string): Values =>
  chartValues('production', {
    worker: { autoscaling: { mode: 'keda', minReplicas: 1, kedaTrigger } },
    monitoring: { enabled: true, labels: { release: 'prometheus' } },
  });

/** The chart in each form in which it is meant to be installed. */
export const FORMS: Readonly<Record<string, Values>> = {
  default: chartValues(null),
  staging: chartValues('staging'),
  production: chartValues('production'),
  'keda by metrics-api': keda('metrics-api'),
  'keda by postgresql': keda('postgresql'),
  'keda by nats-jetstream': keda('nats-jetstream'),
  'with everything': chartValues('production', {
    redis: { enabled: true },
    ingress: { enabled: true, annotations: { 'nginx.ingress.kubernetes.io/proxy-body-size': '2g' } },
    monitoring: { enabled: true },
    timeZone: 'Asia/Jakarta',
    image: { digest: `sha256:${'0a'.repeat(32)}`, pullSecrets: ['registry'] },
    api: { annotations: { team: 'costing' }, environment: { API_RATE_LIMIT: 500 }, nodeSelector: { pool: 'api' } },
    worker: { environment: { CHANGE_RETENTION_DAYS: 90 }, tolerations: [{ key: 'batch', operator: 'Exists' }] },
    postgresql: { storage: { className: 'fast' } },
  }),
  'external services': chartValues('production', {
    postgresql: { enabled: false, external: { cidr: '10.20.0.0/16' } },
    nats: { enabled: false, external: { enabled: true, cidr: '10.30.0.0/16' } },
    redis: { external: { enabled: true } },
  }),
  'all off': chartValues(null, {
    postgresql: { enabled: false },
    nats: { enabled: false },
    networkPolicy: { enabled: false },
  }),
};
