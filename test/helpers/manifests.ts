import { chartValues, renderChart } from './render-chart.js';

/** Folders below k8s/ and `values-….yaml` of the chart. */
export const ENVIRONMENTS = ['staging', 'production'] as const;
const HEAD = '# Made from helm/textile-costing by `npm run -s manifests`: change the chart, not this file.\n';

/** Texts by file name; tests of `helm test` and notes are Helm's alone. */
export async function manifestsOf(environment: string): Promise<ReadonlyMap<string, string>> {
  const namespace = `costing-${environment}`;
  const rendered = await renderChart(chartValues(environment), { namespace });
  const manifests = [...rendered].filter(([name]) => name.endsWith('.yaml') && !name.startsWith('tests/'));
  const names = manifests.map(([name]) => name).sort();
  const kustomization = [
    'apiVersion: kustomize.config.k8s.io/v1beta1',
    'kind: Kustomization',
    `namespace: ${namespace}`,
    'resources:',
    '  - namespace.yaml',
    ...names.map((name) => `  - ${name}`),
  ].join('\n');
  return new Map([
    ...manifests.map(([name, text]): [string, string] => [name, `${HEAD}${tidy(text)}`]),
    ['namespace.yaml', `${HEAD}${namespaceOf(namespace)}`],
    ['kustomization.yaml', `${HEAD}${kustomization}\n`],
  ]);
}

/** With the strictest of Kubernetes' pod security standards, which all pods of the chart fulfil. */
const namespaceOf = (name: string): string =>
  [
    'apiVersion: v1',
    'kind: Namespace',
    'metadata:',
    `  name: ${name}`,
    '  labels:',
    '    pod-security.kubernetes.io/enforce: restricted',
    '    pod-security.kubernetes.io/enforce-version: latest\n',
  ].join('\n');

/** As if applied by hand. */
const tidy = (text: string): string => `${text.replaceAll('managed-by: Helm', 'managed-by: kubectl').trim()}\n`;
