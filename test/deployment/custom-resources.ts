import { Ajv } from 'ajv';
import type { Written } from './kubernetes-objects.js';

const text = { type: 'string' } as const;
const count = { type: 'integer', minimum: 0 } as const;
const texts = { type: 'object', additionalProperties: text } as const;

function only(properties: object, required: readonly string[] = Object.keys(properties)): object {
  return { type: 'object', additionalProperties: false, properties, required };
}

const metadata = only({ name: text, labels: texts });
const of = (apiVersion: string, kind: string, spec: object): object =>
  only({ apiVersion: { const: apiVersion }, kind: { const: kind }, metadata, spec });

const trigger = (type: string, fields: object, more: object = {}): object =>
  only({ type: { const: type }, metadata: only(fields), ...more });
const rules = only(
  {
    stabilizationWindowSeconds: count,
    selectPolicy: { enum: ['Max', 'Min', 'Disabled'] },
    policies: {
      type: 'array',
      items: only({ type: { enum: ['Percent', 'Pods'] }, value: count, periodSeconds: count }),
    },
  },
  ['policies'],
);

/** Fields of KEDA 2 and the Prometheus operator that this chart may use, by their documentation. */
const SCHEMAS: Readonly<Record<string, object>> = {
  ScaledObject: of(
    'keda.sh/v1alpha1',
    'ScaledObject',
    only(
      {
        scaleTargetRef: only({ apiVersion: text, kind: text, name: text }),
        pollingInterval: count,
        minReplicaCount: count,
        maxReplicaCount: count,
        fallback: only({ failureThreshold: count, replicas: count }),
        advanced: only({
          horizontalPodAutoscalerConfig: only({ name: text, behavior: only({ scaleUp: rules, scaleDown: rules }) }),
        }),
        triggers: {
          type: 'array',
          minItems: 1,
          items: {
            anyOf: [
              trigger('metrics-api', { url: text, valueLocation: text, targetValue: text }),
              trigger(
                'postgresql',
                { query: text, targetQueryValue: text },
                { authenticationRef: only({ name: text }) },
              ),
              trigger('nats-jetstream', {
                natsServerMonitoringEndpoint: text,
                account: text,
                stream: text,
                consumer: text,
                lagThreshold: text,
              }),
            ],
          },
        },
      },
      ['scaleTargetRef', 'minReplicaCount', 'maxReplicaCount', 'triggers'],
    ),
  ),
  TriggerAuthentication: of(
    'keda.sh/v1alpha1',
    'TriggerAuthentication',
    only({ secretTargetRef: { type: 'array', items: only({ parameter: text, name: text, key: text }) } }),
  ),
  ServiceMonitor: of(
    'monitoring.coreos.com/v1',
    'ServiceMonitor',
    only({
      selector: { type: 'object' },
      endpoints: { type: 'array', minItems: 1, items: only({ port: text, path: text, interval: text }) },
    }),
  ),
  PrometheusRule: of('monitoring.coreos.com/v1', 'PrometheusRule', only({ groups: { type: 'array', minItems: 1 } })),
};

/** What is wrong with a custom resource. */
export function customFaultsOf(object: Written): string[] {
  const name = `${object.kind}/${object.metadata.name}`;
  const schema = SCHEMAS[object.kind];
  if (!schema) return [`${name}: no schema is known for this kind`];
  const ajv = new Ajv({ allErrors: true, strict: false });
  if (ajv.validate(schema, object)) return [];
  return (ajv.errors ?? []).map(({ instancePath, message }) => `${name}: ${instancePath} ${message}`);
}
