import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { PROJECT_ROOT } from '#platform';
import { ENVIRONMENTS, manifestsOf } from '../test/helpers/manifests.js';

/**
 * `npm run -s manifests [-- --check]`: writes k8s/staging and k8s/production from the chart, one file a template, for
 * `kubectl apply -k`. With `--check` it only compares, and exits with 1 when a file is not what the chart gives.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } });
  const stale: string[] = [];
  for (const environment of ENVIRONMENTS) {
    const folder = join(PROJECT_ROOT, 'k8s', environment);
    const files = await manifestsOf(environment);
    stale.push(...(values.check ? differences(folder, files) : write(folder, files)));
  }
  if (stale.length === 0) return;
  console.error(`Not what the chart gives: ${stale.join(', ')}. Run \`npm run -s manifests\` and commit the result.`);
  process.exit(1);
}

function differences(folder: string, files: ReadonlyMap<string, string>): string[] {
  const present = existsSync(folder) ? readdirSync(folder) : [];
  const changed = [...files].filter(
    ([name, text]) => !present.includes(name) || readFileSync(join(folder, name), 'utf8') !== text,
  );
  const left = present.filter((name) => !files.has(name));
  return [...changed.map(([name]) => name), ...left].map((name) => join(folder, name).slice(PROJECT_ROOT.length + 1));
}

function write(folder: string, files: ReadonlyMap<string, string>): [] {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of files) writeFileSync(join(folder, name), text);
  return [];
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
