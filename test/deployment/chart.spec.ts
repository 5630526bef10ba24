import { Ajv } from 'ajv';
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ENVIRONMENTS, manifestsOf } from '../helpers/manifests.js';
import { chartValues, renderChart, type Values } from '../helpers/render-chart.js';
import { testDatabase } from '../helpers/postgres.js';
import { systemProgram } from '../helpers/system-program.js';
import { FORMS } from './chart-forms.js';
import { customFaultsOf } from './custom-resources.js';
import { faultsOf, isCustom, readObjects, readPlain, type Written } from './kubernetes-objects.js';
import { policyFaultsOf } from './pod-policy.js';

const RELEASE = { namespace: 'mill' };
const validateValues = new Ajv({ allErrors: true }).compile(
  JSON.parse(readFileSync('helm/textile-costing/values.schema.json', 'utf8')) as object,
);

async function objectsOf(values: Values): Promise<Written[]> {
  const rendered = await renderChart(values, RELEASE);
  return [...rendered].filter(([name]) => name.endsWith('.yaml')).flatMap(([, text]) => readObjects(text));
}

const named = (objects: readonly Written[], kind: string, name: string): Written | undefined =>
  objects.find((object) => object.kind === kind && object.metadata.name === name);

const kindsOf = (objects: readonly Written[]): string[] =>
  objects.map(({ kind, metadata }) => `${kind}/${metadata.name}`).sort();

describe.each(Object.entries(FORMS))('%s', (_, values) => {
  it('has values that the schema accepts', () => {
    expect(validateValues(values) || validateValues.errors).toBe(true);
  });

  it('renders objects without a fault, and none twice', async () => {
    const objects = await objectsOf(values);
    expect(objects.flatMap((object) => (isCustom(object) ? customFaultsOf(object) : faultsOf(object)))).toEqual([]);
    expect(objects.flatMap(policyFaultsOf)).toEqual([]);
    const kinds = kindsOf(objects);
    expect(kinds).toEqual([...new Set(kinds)]);
  });
});

describe('a typing error is found', () => {
  it.each([
    { wroker: { replicas: 2 } },
    { worker: { replicsa: 2 } },
    { worker: { autoscaling: { mode: 'both' } } },
    { worker: { resources: { limits: { cpu: '2 cores', memory: '1Gi' } } } },
    { image: { tag: 'latest' } },
    { postgresql: { image: 'postgres' } },
    { postgresql: { settings: { max_connections: 500 } } },
    { worker: { environment: { DATABASE_URL: 'postgres://costing:password@db/costing' } } },
    { api: { replicas: 'two' } },
  ])('in values: %j', (over) => {
    expect(validateValues(chartValues(null, over))).toBe(false);
  });

  it('in a field of an object', async () => {
    const [deployment] = (await objectsOf(FORMS['production']!)).filter(({ kind }) => kind === 'Deployment');
    const misspelt = JSON.parse(JSON.stringify(deployment).replaceAll('readinessProbe', 'readynessProbe')) as Written;
    expect(faultsOf(misspelt)).toEqual([expect.stringContaining('.readynessProbe is no field of it')]);
    const wrongType = JSON.parse(JSON.stringify(deployment).replace(/"maxSurge":1/, '"maxSurge":{}')) as Written;
    expect(faultsOf(wrongType).length).toBeGreaterThan(0);
    const missing = JSON.parse(
      JSON.stringify(deployment).replace(/"selector":\{[^}]*\}\}/, '"paused":false'),
    ) as Written;
    expect(faultsOf(missing)).toEqual([expect.stringContaining('selector')]);
    const scaled = (await objectsOf(FORMS['keda by postgresql']!)).find(({ kind }) => kind === 'ScaledObject')!;
    expect(
      customFaultsOf(JSON.parse(JSON.stringify(scaled).replace('minReplicaCount', 'minReplicas')) as Written),
    ).not.toEqual([]);
  });

  it('in a template: a value that does not exist', async () => {
    const { worker, ...without } = FORMS['default'] as Record<string, unknown>;
    expect(worker).toBeDefined();
    await expect(renderChart(without, RELEASE)).rejects.toThrow('no entry for key "worker"');
  });
});

describe('autoscaling', () => {
  const scalers = (objects: readonly Written[]): string[] =>
    kindsOf(objects.filter(({ kind }) => ['HorizontalPodAutoscaler', 'ScaledObject'].includes(kind)));

  it('is by one of two, and gives the Deployment no number of its own', async () => {
    for (const [form, expected] of [
      ['default', []],
      ['production', ['HorizontalPodAutoscaler/costing-api-hpa', 'HorizontalPodAutoscaler/costing-worker-hpa']],
      ['keda by metrics-api', ['HorizontalPodAutoscaler/costing-api-hpa', 'ScaledObject/costing-worker']],
    ] as const) {
      const objects = await objectsOf(FORMS[form]!);
      expect(scalers(objects)).toEqual(expected);
      const { spec } = named(objects, 'Deployment', 'costing-worker') as Written & { spec: object };
      expect('replicas' in spec).toBe(form === 'default');
    }
  });

  it("is the roadmap's in production", async () => {
    const objects = await objectsOf(FORMS['production']!);
    expect(named(objects, 'HorizontalPodAutoscaler', 'costing-worker-hpa')).toMatchObject({
      spec: {
        minReplicas: 2,
        maxReplicas: 8,
        metrics: [{ resource: { name: 'cpu', target: { averageUtilization: 70 } } }],
        behavior: { scaleDown: { stabilizationWindowSeconds: 600 } },
      },
    });
  });

  it('asks PostgreSQL a question that the schema answers', async () => {
    const scaled = named(await objectsOf(FORMS['keda by postgresql']!), 'ScaledObject', 'costing-worker') as Written & {
      spec: { triggers: { metadata: { query: string } }[] };
    };
    const database = await testDatabase();
    const { rows } = await database.pool.query(scaled.spec.triggers[0]!.metadata.query);
    await database.close();
    expect(rows).toEqual([{ count: '0' }]);
  });
});

describe('connections', () => {
  const refused = (over: Values): Promise<unknown> =>
    renderChart(chartValues('production', over), RELEASE).then(
      () => 'rendered',
      (error: { stderr: string }) =>
        /API and workers may hold \d+ connections, and PostgreSQL has \d+/.exec(error.stderr)?.[0],
    );

  it('are computed, with one pod more of each while a version is rolled out', async () => {
    const notes = (await renderChart(FORMS['production']!, RELEASE)).get('NOTES.txt');
    // 9 workers of 2 lanes (2 × 2 + 6), 5 APIs (3 × 4 + 9).
    expect(notes).toContain(`at most ${9 * 10 + 5 * 21} connections`);
  });

  it('are refused where PostgreSQL has fewer', async () => {
    expect(await refused({ postgresql: { maxConnections: 208 } })).toBe('rendered');
    expect(await refused({ postgresql: { maxConnections: 207 } })).toBe(
      'API and workers may hold 195 connections, and PostgreSQL has 194',
    );
    const many = { worker: { resources: { limits: { cpu: '15500m', memory: '4Gi' } } } };
    expect(await refused(many)).toBe('API and workers may hold 447 connections, and PostgreSQL has 237');
    expect(await refused({ postgresql: { enabled: false, maxConnections: 100 } })).toMatch('has 87');
  });

  it.each([
    [{ redis: { enabled: true, maxmemoryMegabytes: 600 } }, 'twice maxmemoryMegabytes'],
    [{ worker: { autoscaling: { minReplicas: 9 } } }, 'minReplicas is above maxReplicas'],
    [{ nats: { external: { enabled: true } } }, 'exclude each other'],
  ])('and other values that contradict each other are refused: %j', async (over, message) => {
    await expect(renderChart(chartValues('production', over), RELEASE)).rejects.toThrow(message);
  });
});

describe('k8s/', () => {
  it.each(ENVIRONMENTS)('%s is what the chart gives', async (environment) => {
    const files = await manifestsOf(environment);
    const folder = `k8s/${environment}`;
    expect(existsSync(folder) ? readdirSync(folder).sort() : []).toEqual([...files.keys()].sort());
    for (const [name, text] of files) expect(readFileSync(`${folder}/${name}`, 'utf8')).toBe(text);
  });

  it.each(ENVIRONMENTS)('kubectl kustomize builds %s', async (environment) => {
    const absent = 'Building k8s/ needs kubectl on PATH: `apt-get install kubernetes-client` (Debian, Ubuntu).';
    const kubectl = await systemProgram('kubectl', absent, { packages: ['kubernetes-client'] });
    const built = readObjects(execFileSync(kubectl, ['kustomize', `k8s/${environment}`], { encoding: 'utf8' }));
    expect(built.flatMap(faultsOf)).toEqual([]);
    const written = readdirSync(`k8s/${environment}`)
      .filter((name) => name !== 'kustomization.yaml')
      .flatMap((name) => readObjects(readFileSync(`k8s/${environment}/${name}`, 'utf8')));
    expect(kindsOf(built)).toEqual(kindsOf(written));
    const namespaces = built.filter(({ kind }) => kind !== 'Namespace').map(({ metadata }) => metadata);
    for (const one of namespaces) expect(one).toMatchObject({ namespace: `costing-${environment}` });
  });

  it("holds the roadmap's numbers", () => {
    const workerOf = (environment: string): Written =>
      readPlain(readFileSync(`k8s/${environment}/worker-deployment.yaml`, 'utf8')) as Written;
    const container = (requests: object, limits: object, batchSize: string): object => ({
      spec: {
        template: {
          spec: {
            terminationGracePeriodSeconds: 40,
            containers: [
              {
                resources: { requests, limits },
                env: expect.arrayContaining([{ name: 'BATCH_SIZE', value: batchSize }]),
              },
            ],
          },
        },
      },
    });
    expect(workerOf('staging')).toMatchObject({
      spec: { replicas: 2 },
      ...container({ cpu: '1500m', memory: '2Gi' }, { cpu: '2000m', memory: '3Gi' }, '2000'),
      metadata: { name: 'costing-worker' },
    });
    expect(workerOf('production')).toMatchObject(
      container({ cpu: '1500m', memory: '3Gi' }, { cpu: '2000m', memory: '4Gi' }, '5000'),
    );
  });
});

it('notes name the Secrets, and the first key', async () => {
  const notes = (await renderChart(FORMS['with everything']!, RELEASE)).get('NOTES.txt')!;
  for (const text of ['costing-database', 'costing-nats', 'costing-redis', 'costing-api-keys', 'keys add admin']) {
    expect(notes).toContain(text);
  }
});
