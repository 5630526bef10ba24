// Writes docs/openapi.json, what the routes of the API say of themselves, and the types of the TypeScript client that
// are made of it. Needs no server. `--check` writes nothing and fails when a committed file is not what is made now.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CostingError, PROJECT_ROOT } from '#platform';
import { clientTypes, currentDocument, documentText } from './openapi/generate.js';

async function main(args: readonly string[]): Promise<void> {
  const wrong = args.find((arg) => arg !== '--check');
  if (wrong !== undefined) throw new CostingError('USAGE', `unknown argument '${wrong}'; known: --check`);
  const document = currentDocument();
  const files: Readonly<Record<string, string>> = {
    'docs/openapi.json': documentText(document),
    'clients/typescript/openapi.d.ts': await clientTypes(document),
  };
  for (const [file, text] of Object.entries(files)) {
    const path = join(PROJECT_ROOT, file);
    if (!args.includes('--check')) writeFileSync(path, text);
    else if (readFileSync(path, 'utf8') !== text) {
      console.error(`${file} is not what the routes say: run \`npm run -s openapi\` and commit the result.`);
      process.exitCode = 1;
    }
  }
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof CostingError ? `error: ${error.message}` : error);
  process.exitCode = 1;
});
