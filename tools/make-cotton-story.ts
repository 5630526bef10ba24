// Writes docs/cotton-2011-2020.md and .svg: what cotton did to the sample mill's costs between March 2011 and April
// 2020. `--check` writes nothing and fails when a file is not what the sample mill gives.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CostingError, PROJECT_ROOT } from '#platform';
import { cottonStoryFiles } from './cotton-story/cotton-story-files.js';

async function main(args: readonly string[]): Promise<void> {
  const wrong = args.find((arg) => arg !== '--check');
  if (wrong !== undefined) throw new CostingError('USAGE', `unknown argument '${wrong}'; known: --check`);
  for (const [name, text] of await cottonStoryFiles()) {
    const path = join(PROJECT_ROOT, 'docs', name);
    if (!args.includes('--check')) writeFileSync(path, text);
    else if (!existsSync(path) || readFileSync(path, 'utf8') !== text) {
      console.error(`docs/${name} is not what the sample mill gives: run \`node dist/tools/make-cotton-story.js\`.`);
      process.exitCode = 1;
    }
  }
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof CostingError ? `error: ${error.message}` : error);
  process.exitCode = 1;
});
