// Writes migrations/schema.sql: what the migrations make of an empty database. `--check` writes nothing and fails with
// the difference when the file is not what they make.
import { readFileSync, writeFileSync } from 'node:fs';
import { dumpSchema, openDatabase, SCHEMA_FILE } from '#database';
import { CostingError, readConfig } from '#platform';

async function main(args: readonly string[]): Promise<void> {
  const check = args.includes('--check');
  const wrong = args.find((arg) => arg !== '--check');
  if (wrong !== undefined) throw new CostingError('USAGE', `unknown argument '${wrong}'; known: --check`);
  const database = await openDatabase(readConfig(), { applicationName: 'costing schema', migrate: 'skip' });
  try {
    const text = await dumpSchema(database.connection);
    if (check) compare(readFileSync(SCHEMA_FILE, 'utf8'), text);
    else writeFileSync(SCHEMA_FILE, text);
  } finally {
    await database.close();
  }
}

/** Prints the lines that only one of the two has. */
function compare(committed: string, made: string): void {
  if (committed === made) return;
  const [before, after] = [committed.split('\n'), made.split('\n')];
  const only = (lines: readonly string[], others: readonly string[], mark: string): string[] =>
    lines.filter((line) => !others.includes(line)).map((line) => `${mark} ${line}`);
  console.error([...only(before, after, '-'), ...only(after, before, '+')].join('\n') || 'the order of lines differs');
  console.error(
    'migrations/schema.sql is not what the migrations make: run `npm run -s schema` and commit the result.',
  );
  process.exitCode = 1;
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof CostingError ? `error: ${error.message}` : error);
  process.exitCode = 1;
});
