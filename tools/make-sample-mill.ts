// Writes the files of examples/ that come from published data: prices with their dates, and a master yarn for each
// surveyed yarn. `--check` writes nothing and fails when a file is not what the data make.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CostingError, PROJECT_ROOT } from '#platform';
import { sampleMillFiles } from './sample-mill/sample-mill-files.js';

const FOLDER = join(PROJECT_ROOT, 'examples');
const read = (name: string): string => readFileSync(join(FOLDER, name), 'utf8');

async function main(args: readonly string[]): Promise<void> {
  const wrong = args.find((arg) => arg !== '--check');
  if (wrong !== undefined) throw new CostingError('USAGE', `unknown argument '${wrong}'; known: --check`);
  const files = await sampleMillFiles({
    yarnSurvey: read('data/sitra-yarn-prices-2015-04.csv'),
    pinkSheet: read('data/worldbank-pinksheet-monthly.csv'),
    exchangeRates: read('data/inr-per-usd-annual.csv'),
  });
  for (const [name, text] of files) {
    if (!args.includes('--check')) writeFileSync(join(FOLDER, name), text);
    else if (read(name) !== text) {
      console.error(`examples/${name} is not what examples/data makes: run \`node dist/tools/make-sample-mill.js\`.`);
      process.exitCode = 1;
    }
  }
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof CostingError ? `error: ${error.message}` : error);
  process.exitCode = 1;
});
