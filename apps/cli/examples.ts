import type { Command } from 'commander';

/** For the help of each command that does something: command lines that a test parses. */
export const EXAMPLES: Readonly<Record<string, readonly string[]>> = {
  migrate: ['costing migrate', 'costing migrate --grant-to costing_app'],
  wait: ['costing wait', 'costing wait --schema --seconds 60'],
  seed: ['costing seed --yarns 1000 --variants-per-yarn 1000'],
  import: ['costing import examples/*.json', 'costing import examples/csv/dye-prices-2015-05.csv --json'],
  export: ['costing export summaries > costs.csv', 'costing export variants --format ndjson > variants.ndjson'],
  recalculate: [
    'costing recalculate --as-of 2015-04-30',
    'costing recalculate --mode delta --dry-run',
    'costing recalculate --mode delta --watch',
  ],
  'jobs list': ['costing jobs', 'costing jobs list --limit 5 --json'],
  'jobs show': ['costing jobs show 2'],
  'jobs errors': ['costing jobs errors 2'],
  'jobs cancel': ['costing jobs cancel'],
  'jobs retry': ['costing jobs retry 2'],
  'jobs keep': ['costing jobs keep --name standard-costs-2015', 'costing jobs keep 2 --drop'],
  'jobs workers': ['costing jobs workers'],
  'watch status': ['costing watch', 'costing watch status --json'],
  'watch resume': ['costing watch resume'],
  release: ['costing release', 'costing release 2 --allow-failed 5%'],
  discard: ['costing discard'],
  rollback: ['costing rollback'],
  changes: ['costing changes --pending --explain'],
  diff: ['costing diff 1 2 --top 20'],
  explain: ['costing explain KD-30CH-WINE-160', 'costing explain KD-30CH-WINE-160 --job 1 --json'],
  formula: [
    "costing formula 'kg * price / (1 - waste_pct / 100)' --set kg=100 price=2.5 waste_pct=4",
    'costing formula --stdin < formulas.ndjson',
  ],
  serve: ['costing serve'],
  worker: ['costing worker'],
  'keys add': ['costing keys add planning --role operator --expires 2030-01-31'],
  'keys list': ['costing keys list'],
  'keys revoke': ['costing keys revoke planning'],
};

/** Commands without commands of their own, by the words that call them. */
export function leavesOf(command: Command, words: readonly string[] = []): [string, Command][] {
  if (command.commands.length === 0) return [[words.join(' '), command]];
  return command.commands.flatMap((child) => leavesOf(child, [...words, child.name()]));
}

/** Puts its examples below the help of each command. `costing` there is `npm run -s costing --` in a checkout. */
export function addExamples(program: Command): void {
  for (const [name, command] of leavesOf(program)) {
    const lines = (EXAMPLES[name] ?? []).map((example) => `  $ ${example}`);
    if (lines.length > 0) command.addHelpText('after', `\nExamples:\n${lines.join('\n')}`);
  }
}
