import { type ExplainedInput, formatMicros, type JobNo, type Micros } from '#costing';
import { type Database, explainCost, type ExplainedCost, type Job } from '#database';
import { findChanged } from './find-changed.js';
import type { Screen } from './screen.js';

interface Pair<T> {
  readonly before: T;
  readonly after: T;
}

/** How many variants the price moved, and of one of them why, step by step, from the stored results of both jobs. */
export async function showBeforeAndAfter(database: Database, jobs: Pair<Job>, screen: Screen): Promise<void> {
  const generations: Pair<JobNo> = { before: jobs.before.jobNo, after: jobs.after.jobNo };
  const { changed, sku } = await findChanged(database, generations);
  screen.say(`${screen.count(changed)} of ${screen.count(jobs.after.processed)} variants have another cost now.`);
  if (sku === null) return;
  const explain = (jobNo: JobNo): Promise<ExplainedCost> => explainCost(database.pool, { sku }, { jobNo });
  const pair = { before: await explain(generations.before), after: await explain(generations.after) };
  const { variant, currency, explanation } = pair.after;
  const { routing, outputQuantity } = explanation;
  const lot = `${screen.number(outputQuantity?.value ?? 0, 3)} ${routing.outputUnit}`;
  screen.say(
    `One of them is ${screen.bold(variant.sku)} of master yarn ${variant.masterYarn} on routing ${routing.code}.`,
  );
  screen.say(`Amounts in ${currency}: the steps for its lot of ${lot}, the totals for one ${routing.outputUnit}.`);
  screen.say('');
  const rows = [...stepRows(pair, screen), ['', '', '', ''], ...totalRows(pair)];
  screen.table(
    [['', `job ${generations.before}`, `job ${generations.after}`, 'change'], ...rows],
    (n) => (rows[n - 1]?.[3] ?? '') !== '',
  );
  screen.say('');
  for (const line of changedInputs(pair, screen)) screen.say(line);
  screen.say(screen.dim(`Every formula with its inputs: npm run -s costing -- explain ${variant.sku}`));
}

function stepRows({ before, after }: Pair<ExplainedCost>, screen: Screen): string[][] {
  return after.explanation.steps.flatMap((step, n) => {
    if (step.costComponent === 'MEMO') return [];
    const [from, to] = [before.explanation.steps[n]?.value ?? 0, step.value ?? 0];
    const label = `${step.code} ${step.costComponent.toLowerCase()}`;
    return [
      [label, screen.number(from, 2), screen.number(to, 2), from === to ? '' : signed(screen.number(to - from, 2))],
    ];
  });
}

function totalRows({ before, after }: Pair<ExplainedCost>): string[][] {
  const [from, to] = [before.explanation.cost, after.explanation.cost];
  if (!from || !to) return [];
  const row = (label: string, a: Micros, b: Micros): string[] => [
    `${label} per ${after.explanation.routing.outputUnit}`,
    formatMicros(a),
    formatMicros(b),
    a === b ? '' : signed(formatMicros(b - a)),
  ];
  return [
    row('Material', from.material, to.material),
    row('Process', from.process, to.process),
    row('Overhead', from.overhead, to.overhead),
    row('Total', from.material + from.process + from.overhead, to.material + to.process + to.overhead),
  ];
}

const signed = (number: string): string => (number.startsWith('-') ? number : `+${number}`);

/** The inputs that are not themselves results and whose value is another now, with where it comes from. */
function changedInputs({ before, after }: Pair<ExplainedCost>, screen: Screen): string[] {
  const inputs = ({ explanation }: ExplainedCost): Map<string, ExplainedInput> =>
    new Map(explanation.steps.flatMap((step) => step.inputs.map((input) => [input.name, input])));
  const was = inputs(before);
  return [...inputs(after).values()].flatMap((input) => {
    const { name, source, value, item } = input;
    const previous = was.get(name);
    if (source === 'STEP' || source === 'RUNNING_TOTAL' || previous?.value === value) return [];
    const price = (one: ExplainedInput | undefined): string => {
      const since = one?.rate ? `, rate of ${one.rate.effectiveDate}` : '';
      return `${screen.number(one?.value ?? 0, 4)}${since}`;
    };
    const what = item ? `${name}, the price of ${item.code}` : name;
    return [`Because of ${what}:`, `  before ${price(previous)}`, `  now    ${price(input)}`];
  });
}
