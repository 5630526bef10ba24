import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLog, Metrics, NO_TRACING } from '#platform';
import { WorkRecords } from '../../apps/worker/work-records.js';
import { TestApi } from '../helpers/api.js';
import { NatsServer } from '../helpers/nats-server.js';
import { Samples } from '../helpers/metric-samples.js';
import { testDatabase, type TestDatabase } from '../helpers/postgres.js';
import { promtool } from '../helpers/promtool.js';

const ALERTS = 'monitoring/alerts.yaml';
const TESTS = 'monitoring/alerts.test.yaml';
const DASHBOARD = 'monitoring/dashboard.json';
/** What Prometheus adds to each target. */
const PROMETHEUS_OWN = ['up'];

let nats: NatsServer;
let server: TestDatabase;
let api: TestApi;
/** Names of all series that programs have, with the suffixes of histograms. */
let names: Set<string>;

beforeAll(async () => {
  nats = await NatsServer.start();
  server = await testDatabase();
  api = await TestApi.start(server, nats.url);
  const worker = new Metrics('worker', 'test');
  const log = createLog('silent', 'test');
  new WorkRecords(worker, NO_TRACING, { pool: server.pool }, log, () => ({ lanes: 1, busy: 0 }));
  const texts = [(await api.get('/metrics').expect(200)).text, await worker.text()];
  const types = texts.flatMap((text) => [...text.matchAll(/^# TYPE (\w+) (\w+)$/gm)]);
  names = new Set(
    types.flatMap(([, name = '', type]) =>
      type === 'histogram' ? ['_bucket', '_count', '_sum'].map((suffix) => name + suffix) : [name],
    ),
  );
});

afterAll(async () => {
  await api.close();
  await server.close();
  await nats.stop();
});

/** Metrics that an expression names: words that are no function, keyword, label or text. */
const metricsOf = (expression: string): string[] =>
  [
    ...expression
      .replaceAll(/"[^"]*"/g, '')
      .replaceAll(/\b(by|without|on|ignoring) \([^)]*\)/g, '')
      .replaceAll(/\{[^}]*\}/g, '{}')
      .replaceAll(/\[\w+\]/g, '')
      .matchAll(/[a-z_]\w*(?!\w*\s*\()/g),
  ]
    .map(([word]) => word)
    .filter((word) => !['and', 'or', 'unless', 'e9'].includes(word));

const expressionsOfDashboard = (): string[] => {
  const { panels } = JSON.parse(readFileSync(DASHBOARD, 'utf8')) as { panels: { targets?: { expr: string }[] }[] };
  return panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr));
};

/** One-line and folded expressions of the rules. */
const expressionsOfAlerts = (): string[] =>
  [...readFileSync(ALERTS, 'utf8').matchAll(/^ +expr: (?:>-\n((?: {10}.*\n)+)|(.*)$)/gm)].map(
    ([, folded, line]) => folded?.replaceAll(/\s+/g, ' ').trim() ?? line!,
  );

describe('the alert rules', () => {
  it('are rules', async () => {
    expect(await promtool(['check', 'rules', ALERTS])).toMatchObject({ code: 0 });
  });

  it('fire for what they are about and nothing else', async () => {
    const { code, output } = await promtool(['test', 'rules', TESTS]);
    expect({ code, output }).toMatchObject({ code: 0 });
  });

  it('have each a test in which it fires and one in which it is silent', () => {
    const alerts = [...readFileSync(ALERTS, 'utf8').matchAll(/- alert: (\w+)/g)].map(([, name]) => name!);
    const tests = [...readFileSync(TESTS, 'utf8').matchAll(/- name: (\w+ (?:fires|is silent))/g)].map(
      ([, name]) => name!,
    );
    expect(tests.sort()).toEqual(alerts.flatMap((name) => [`${name} fires`, `${name} is silent`]).sort());
  });

  it('ask for metrics that there are', () => {
    const expressions = expressionsOfAlerts();
    expect(expressions.length).toBeGreaterThan(15);
    for (const expression of expressions) {
      const asked = metricsOf(expression);
      expect(asked.length, expression).toBeGreaterThan(0);
      expect(
        asked.filter((name) => !names.has(name) && !PROMETHEUS_OWN.includes(name)),
        expression,
      ).toEqual([]);
    }
  });
});

describe('the dashboard', () => {
  it('asks for metrics that there are, and leaves none of ours out', () => {
    const asked = expressionsOfDashboard().flatMap(metricsOf);
    expect(asked.filter((name) => !names.has(name))).toEqual([]);
    expect(asked.length).toBeGreaterThan(30);
  });

  it('has queries that Prometheus can parse', async () => {
    const rules = expressionsOfDashboard().map(
      (expr, n) => `  - record: panel:${n}\n    expr: ${JSON.stringify(expr)}`,
    );
    const folder = mkdtempSync(join(tmpdir(), 'costing-panels-'));
    const file = join(folder, 'panels.yaml');
    writeFileSync(file, `groups:\n- name: panels\n  rules:\n${rules.join('\n')}\n`);
    const { code, output } = await promtool(['check', 'rules', file]);
    rmSync(folder, { recursive: true });
    expect({ code, output }).toMatchObject({ code: 0 });
  });
});

it('reads samples as promtool does', () => {
  const samples = new Samples('# TYPE a gauge\na{x="1",y="2"} 3\nb 4\n');
  expect([samples.value('a', { y: '2', x: '1' }), samples.value('b'), samples.sum('a')]).toEqual([3, 4, 3]);
});
