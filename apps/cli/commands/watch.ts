import type { Command } from 'commander';
import { describeWatch, resumeWatch, type WatchDocument } from '#jobs';
import { withDatabase } from '../context.js';
import { printJson, writeLine } from '../output.js';
import { type Json, JSON_FLAG } from '../print-job.js';

export function registerWatch(program: Command): void {
  const watch = program
    .command('watch')
    .description('whether changes are costed as they come (DELTA_WATCH=on, or recalculate --mode delta --watch)');
  watch
    .command('status', { isDefault: true })
    .description('whether it watches, is suspended or stopped, and why')
    .option(...JSON_FLAG)
    .action((options: Json) =>
      withDatabase('watch status', async (database) => print(await describeWatch(database), options)),
    );
  watch
    .command('resume')
    .description('let it go on: after a rollback or the release of another state than the catalogue as of today')
    .option(...JSON_FLAG)
    .action((options: Json) =>
      withDatabase('watch resume', async (database) => print(await resumeWatch(database), options)),
    );
}

function print(watch: WatchDocument, { json }: Json): void {
  if (json) printJson(watch);
  else writeLine(`${watch.state}: ${watch.message}`);
}
