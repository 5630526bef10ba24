import { InvalidArgumentError, type Command, Option } from 'commander';
import {
  type ConstantColumn,
  DATE_ORDERS,
  type DateOrder,
  DECIMAL_SIGNS,
  type DecimalSign,
  type ReadOptions,
} from '#database';
import { usageError } from '#platform';
import { parseDate } from './options.js';

export interface ImportFlags {
  readonly json?: true;
  readonly dryRun?: true;
  readonly replace?: true;
  readonly createItems?: true;
  readonly decimal?: DecimalSign;
  readonly dates?: DateOrder;
  readonly encoding?: string;
  readonly round?: number;
  readonly map: ReadonlyMap<string, string>;
  readonly effectiveDate?: string;
  readonly parameter?: string;
  readonly item?: string;
}

/** Adds what a person may say about the files. */
export function addReadOptions(command: Command): Command {
  return command
    .option('--dry-run', 'change nothing: show what would change, and how many variants that would touch')
    .option('--replace', 'a row of a table is all of its entry: what it leaves out is emptied or takes its default')
    .addOption(new Option('--decimal <sign>', 'decimals after a point (1,234.50) or a comma (1.234,50)').choices(DECIMAL_SIGNS))
    .addOption(new Option('--dates <order>', 'order of year, month and day; reads months, too (1997-01)').choices(DATE_ORDERS))
    .option('--encoding <name>', 'of tables without a byte order mark, e.g. windows-1252; default UTF-8')
    .option('--create-items', 'make the items that rates name and that are not there')
    .addOption(new Option('--round <decimals>', 'round rates with more decimals than this, up to 12').argParser(decimals))
    .addOption(
      new Option('--map <column=field>', "what a column is, e.g. 'Price=rate_value'; 'Remarks=' leaves it out; may be repeated")
        .default(new Map(), 'none')
        .argParser(addMapping),
    )
    .option('--effective-date <date>', 'first day of all rates in a table without such a column')
    .option('--parameter <key>', 'parameter of all rates in a table without such a column')
    .option('--item <code>', 'item of all rates in a table without such a column');
} // prettier-ignore

/** What the flags say about the files. Throws a usage error for flags that exclude each other. */
export function readOptions(flags: ImportFlags): Partial<ReadOptions> {
  if (flags.parameter !== undefined && flags.item !== undefined) {
    throw usageError('--parameter, --item: a rate is of one of them; give the one that the table is about.');
  }
  const constants = new Map<ConstantColumn, string>();
  if (flags.effectiveDate !== undefined) {
    constants.set('effective_date', parseDate('--effective-date', flags.effectiveDate));
  }
  if (flags.parameter !== undefined) constants.set('parameter_key', flags.parameter);
  if (flags.item !== undefined) constants.set('item', flags.item);
  return {
    decimal: flags.decimal ?? null,
    dates: flags.dates ?? null,
    encoding: flags.encoding ?? null,
    roundTo: flags.round ?? null,
    replace: flags.replace === true,
    createItems: flags.createItems === true,
    map: flags.map,
    constants,
  };
}

function decimals(text: string): number {
  if (!/^(\d|1[0-2])$/.test(text)) throw new InvalidArgumentError('expected a number of decimals from 0 to 12.');
  return Number(text);
}

/** The last equals sign divides: titles may have some. */
function addMapping(text: string, before: Map<string, string>): Map<string, string> {
  const at = text.lastIndexOf('=');
  const [title, field] = [text.slice(0, at).trim(), text.slice(at + 1).trim()];
  if (at < 0 || title === '') {
    throw new InvalidArgumentError("expected a column and what it is, e.g. 'Price=rate_value'.");
  }
  return new Map(before).set(title, field);
}
