import { loadYaml } from '@kubernetes/client-node';
import { execFile, execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { PROJECT_ROOT } from '#platform';
import { systemProgram } from './system-program.js';

const SOURCE = join(PROJECT_ROOT, 'tools', 'render-chart', 'main.go');
/** Where Debian keeps packages for Go. */
const GO_PATH = '/usr/share/gocode';
const PACKAGES = ['golang-go', 'golang-github-masterminds-sprig-dev', 'golang-k8s-sigs-yaml-dev'];
const LIBRARIES = ['github.com/Masterminds/sprig', 'sigs.k8s.io/yaml'].map((name) => join(GO_PATH, 'src', name));
const ABSENT =
  `Rendering the chart needs Go with sprig, as Helm uses them: install \`apt-get install ${PACKAGES.join(' ')}\` (Debian, ` +
  'Ubuntu). Elsewhere render it with Helm itself: `helm template costing helm/textile-costing`.';

export const CHART = join(PROJECT_ROOT, 'helm', 'textile-costing');
export type Values = Readonly<Record<string, unknown>>;

export interface Release {
  readonly namespace: string;
  /** Of the platform beside Kubernetes' own: `monitoring.coreos.com/v1`. */
  readonly capabilities?: readonly string[];
}

/** The chart's values: its defaults, the file `values-NAME.yaml`, and single ones, each over those before it. */
export function chartValues(name: string | null, ...over: readonly Values[]): Values {
  const read = (file: string): Values => loadYaml(readFileSync(join(CHART, file), 'utf8'));
  const files = [read('values.yaml'), ...(name === null ? [] : [read(`values-${name}.yaml`)])];
  return [...files, ...over].reduce(merged);
}

/** As Helm does it: maps are merged, everything else is replaced. */
function merged(below: Values, over: Values): Values {
  const isMap = (value: unknown): value is Values =>
    typeof value === 'object' && value !== null && !Array.isArray(value);
  const result: Record<string, unknown> = { ...below };
  for (const [name, value] of Object.entries(over)) {
    const old = below[name];
    result[name] = isMap(old) && isMap(value) ? merged(old, value) : value;
  }
  return result;
}

/** Texts by template, empty ones left out: `api-deployment.yaml`, `NOTES.txt`. Throws what the templates refuse. */
export async function renderChart(values: Values, release: Release): Promise<ReadonlyMap<string, string>> {
  const program = await rendererProgram();
  const request = {
    release: { Name: 'costing', Namespace: release.namespace, Service: 'Helm', IsInstall: true, IsUpgrade: false },
    capabilities: release.capabilities ?? [],
    values,
  };
  const running = promisify(execFile)(program, [CHART], { maxBuffer: 1 << 26 });
  running.child.stdin?.end(JSON.stringify(request));
  const { stdout } = await running;
  const texts = Object.entries(JSON.parse(stdout) as Record<string, string>);
  return new Map(texts.filter(([, text]) => text.replace(/^#.*$/gm, '').trim() !== ''));
}

/** Compiled when it is first needed and whenever its source changes: about 10 s. */
async function rendererProgram(): Promise<string> {
  const digest = createHash('sha256').update(readFileSync(SOURCE)).digest('hex').slice(0, 16);
  const folder = join(PROJECT_ROOT, 'node_modules', '.cache', 'render-chart');
  const program = join(folder, digest);
  if (existsSync(program)) return program;
  const go = await systemProgram('go', ABSENT, { packages: PACKAGES, files: LIBRARIES });
  mkdirSync(folder, { recursive: true });
  const fresh = `${program}.${process.pid}`;
  const env = { ...process.env, GO111MODULE: 'off', GOPATH: GO_PATH, GOFLAGS: '' };
  execFileSync(go, ['build', '-o', fresh, SOURCE], { env, stdio: ['ignore', 'ignore', 'inherit'] });
  renameSync(fresh, program);
  return program;
}
