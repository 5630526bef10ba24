import type { Command } from 'commander';
import { type ChangesReport, changesDocument, reportChanges } from '#database';
import { readConfig } from '#platform';
import { withDatabase } from '../context.js';
import { printJson, writeLine } from '../output.js';
import { withJsonError } from '../json-error.js';
import { parseDate, parseNumber } from '../options.js';
import { printTable } from '../table.js';
import { AS_OF_TODAY, dayOf } from '../mill-day.js';

interface Options {
  readonly pending?: true;
  readonly explain?: true;
  readonly asOf?: string;
  readonly limit: string;
  readonly json?: true;
}

export function registerChanges(program: Command): void {
  program
    .command('changes')
    .description('What changed in the catalogue, how long ago, and how many variants each change touches.')
    .option('--pending', 'only what no recalculation has taken up yet')
    .option('--explain', 'say how each change gets into the costs, or why it touches none')
    .option('--as-of <date>', `with the rates of this day (YYYY-MM-DD); default ${AS_OF_TODAY}`)
    .option('--limit <n>', 'how many, newest first', '50')
    .option('--json', 'print one JSON document')
    .addHelpText('after', '\n`recalculate --mode delta --changes ID,ID` takes up only those with these ids.')
    .action((options: Options) =>
      withJsonError(options.json === true, async () => {
        const request = {
          limit: parseNumber('--limit', options.limit),
          isPending: options.pending === true,
          isExplained: true,
          asOf: options.asOf === undefined ? null : parseDate('--as-of', options.asOf),
          timeZone: readConfig().timeZone,
        };
        const report = await withDatabase('changes', async (database) =>
          reportChanges(database.pool, { ...request, asOf: await dayOf(database, request.asOf) }),
        );
        if (options.json) printJson(changesDocument(report, null));
        else print(report, options.explain === true);
      }),
    );
}

function print(report: ChangesReport, isExplained: boolean): void {
  const { pending, explained, changes, asOf } = report;
  const write = writeLine;
  const oldest = pending.oldestSeconds === null ? '' : `, the oldest ${age(pending.oldestSeconds)} old`;
  write(
    `${pending.count.toLocaleString('en')} pending${oldest}; on ${asOf} they touch ${count(explained?.total ?? null)} variants`,
  );
  if (changes.length > 0) {
    printTable(
      ['id', 'age', 'type', 'key', 'status', 'touches'],
      changes.map((change, n) => [
        change.changeId,
        age(change.ageSeconds),
        change.changeType,
        change.affectedKey,
        change.jobNo === null ? change.status : `${change.status} ${change.jobNo}`,
        count(explained?.changes[n]?.touches ?? null),
      ]),
    );
  }
  if (!isExplained) return;
  changes.forEach(({ changeType, affectedKey }, n) => {
    write(`${changeType} ${affectedKey}`);
    for (const line of explained?.changes[n]?.why ?? []) write(`    ${line}`);
  });
  for (const { cause, why } of explained?.withoutRow ?? []) {
    write(
      `${cause.kind} ${'code' in cause ? cause.code : 'key' in cause ? cause.key : ''}, by the date, an import or a value of the job that is shown`,
    );
    for (const line of why) write(`    ${line}`);
  }
}

const count = (touches: number | null): string => (touches === null ? '-' : touches.toLocaleString('en'));

/** `90 s`, `5 min`, `3 h`, `2 d` */
function age(seconds: number): string {
  if (seconds < 120) return `${Math.floor(seconds)} s`;
  if (seconds < 7_200) return `${Math.floor(seconds / 60)} min`;
  return seconds < 172_800 ? `${Math.floor(seconds / 3_600)} h` : `${Math.floor(seconds / 86_400)} d`;
}
