import { type ExplainedFormula, type ExplainedInput, type ExplainedStep, formatMicros } from '#costing';
import type { ExplainedCost } from '#database';
import { ownValuesText } from '#jobs';
import { printableDocument } from '#platform';
import { alignLeft, alignRight, decimalAligned, grouped, type Paint } from './number-columns.js';

const SOURCES: Readonly<Record<ExplainedInput['source'], string>> = {
  VARIANT: 'variant',
  MASTER_YARN: 'master yarn',
  ROUTING: 'routing',
  JOB: 'job',
  RATE: 'rate',
  ITEM_PRICE: 'price',
  DEFAULT: 'default',
  STEP: 'step',
  RUNNING_TOTAL: 'running total',
};

/** Step values and lot totals are shown to this many decimals, like the stored costs. */
const DECIMALS = 6;
const FORMULA_INDENT = '      ';
/** Members of an explanation whose line breaks are shown as such. */
const MULTILINE = ['formula'];

/** The explanation as text for an accountant: where from, every step with its inputs, and the totals per unit. */
export function explanationTree(raw: ExplainedCost, paint: Paint): string {
  const cost = printableDocument(raw, MULTILINE);
  const { explanation } = cost;
  const { steps, outputQuantity, failure } = explanation;
  const lines = [heading(cost, paint), ''];
  const values = decimalAligned(
    [...steps, ...(outputQuantity ? [outputQuantity] : [])].map(({ value }) => amount(value)),
  );
  const labels = stepLabels(steps);
  const labelWidth = Math.max(labels[0]?.length ?? 0, OUTPUT_LABEL.length);
  steps.forEach((step, n) => {
    const label = labels[n]!.padEnd(labelWidth);
    const last = n === steps.length - 1 && !outputQuantity;
    lines.push(`${paint.dim(`${String(n + 1).padStart(3)}  `)}${paint.bold(label)}  ${values[n]}`);
    lines.push(...formulaLines(step, cost, paint), ...(last ? [] : ['']));
  });
  if (outputQuantity) {
    lines.push(
      `     ${paint.bold(OUTPUT_LABEL.padEnd(labelWidth))}  ${values.at(-1)} ${explanation.routing.outputUnit}`,
    );
    lines.push(...formulaLines(outputQuantity, cost, paint));
  }
  lines.push(
    '',
    ...(failure ? [paint.bold(`No cost: ${failure.step}: ${failure.message}.`)] : totals(cost, paint)),
    '',
  );
  return lines.map((line) => line.trimEnd()).join('\n');
}

const OUTPUT_LABEL = 'Output of the lot';

function heading(cost: ExplainedCost, paint: Paint): string {
  const { variant, asOf, currency, jobNo, explanation } = cost;
  const { routing } = explanation;
  const own = ownValuesText(cost.baseParams);
  const moment = jobNo === null ? `as of ${asOf}` : `as of ${asOf}, job ${jobNo}`;
  const inactive = variant.isActive ? '' : ', not active';
  const facts = [
    ['routing', routing.code],
    ['master yarn', variant.masterYarn ?? '-'],
    ['rates', moment],
    ...(own === '' ? [] : [['job values', own]]),
    ['amounts', `${unset(currency) ? '' : `${currency}; `}steps for the lot, totals per ${routing.outputUnit}`],
  ];
  const lines = facts.map(([name, value]) => `  ${paint.dim(name!.padEnd(12))} ${value}`);
  return [paint.bold(variant.sku) + inactive, ...lines].join('\n');
}

/** Code, component and process in columns, all of one length. */
function stepLabels(steps: readonly ExplainedStep[]): string[] {
  const columns = [
    alignLeft(steps.map(({ code }) => code)),
    alignLeft(steps.map(({ costComponent }) => costComponent.toLowerCase())),
    alignLeft(steps.map(({ process }) => process ?? '')),
  ];
  return alignLeft(
    steps.map((_, n) =>
      columns
        .map((cells) => cells[n])
        .join('  ')
        .trimEnd(),
    ),
  );
}

/** A catalogue that names no currency holds a dash. */
const unset = (currency: string): boolean => currency === '-';

function amount(value: number | null): string {
  return value === null ? '–' : grouped(value.toFixed(DECIMALS));
}

function formulaLines(explained: ExplainedFormula, cost: ExplainedCost, paint: Paint): string[] {
  const formula = explained.formula.trim().split(/\r?\n/);
  const lines = formula.map((line, n) => `${FORMULA_INDENT}${n === 0 ? '= ' : '  '}${line.trim()}`);
  const { inputs } = explained;
  const names = Math.max(0, ...inputs.map(({ name }) => name.length));
  const values = decimalAligned(inputs.map(({ value }) => (value === null ? '–' : grouped(shortest(value)))));
  const units = Math.max(0, ...inputs.map(({ unit }) => (unit ?? '').length));
  inputs.forEach((input, n) => {
    const branch = n === inputs.length - 1 ? '└ ' : '├ ';
    const columns = [input.name.padEnd(names), values[n]!, ...(units > 0 ? [(input.unit ?? '').padEnd(units)] : [])];
    const text = `${FORMULA_INDENT}  ${branch}${columns.join('  ')}  ${paint.dim(sourceOf(input, cost))}`;
    lines.push(text.trimEnd());
  });
  return lines;
}

/** The double as people write it: never `1e-7`. */
function shortest(value: number): string {
  const text = String(value);
  if (!text.includes('e')) return text;
  return Math.abs(value) >= 1 ? BigInt(value).toString() : value.toFixed(20).replace(/0+$/, '');
}

function sourceOf({ source, value, rate, item }: ExplainedInput, { variant }: ExplainedCost): string {
  if (value === null && source !== 'ITEM_PRICE') return 'has no value';
  const since = rate ? ` since ${rate.effectiveDate}` : '';
  if (item) {
    const price = rate ? `price of ${item.code}${since}` : `${item.code} has no price in force`;
    return `${price} (item from ${SOURCES[item.from]})`;
  }
  if (source === 'MASTER_YARN') return `master yarn ${variant.masterYarn}`;
  return `${SOURCES[source]}${since}`;
}

/**
 * Shares of the sum in per cent, with one decimal, that add up to 100.0: each is rounded down, and what is left over goes to
 * those that lost most. Empty texts where the sum is 0.
 */
export function sharesOf(amounts: readonly number[]): string[] {
  const sum = amounts.reduce((a, b) => a + b, 0);
  if (sum === 0) return amounts.map(() => '');
  const exact = amounts.map((amount) => (amount / sum) * 1_000);
  const tenths = exact.map(Math.floor);
  const byLoss = exact.map((value, n) => [value - tenths[n]!, n] as const).sort(([a, i], [b, j]) => b - a || i - j);
  const missing = 1_000 - tenths.reduce((a, b) => a + b, 0);
  for (const [, n] of byLoss.slice(0, missing)) tenths[n]!++;
  return tenths.map((value) => `${(value / 10).toFixed(1)} %`);
}

/** Components for the lot and per unit, with their share of the total. */
function totals({ explanation, currency }: ExplainedCost, paint: Paint): string[] {
  const { cost, steps, outputQuantity, routing } = explanation;
  if (!cost || !outputQuantity) return [];
  const lot = (component: string): number =>
    steps.reduce((sum, step) => (step.costComponent === component ? sum + (step.value ?? 0) : sum), 0);
  const grandTotal = cost.material + cost.process + cost.overhead;
  const rows: [string, number, number][] = [
    ['Material', lot('MATERIAL'), cost.material],
    ['Process', lot('PROCESS'), cost.process],
    ['Overhead', lot('OVERHEAD'), cost.overhead],
  ];
  rows.push(['Total', rows.reduce((sum, [, value]) => sum + value, 0), grandTotal]);
  const shares = [...sharesOf([cost.material, cost.process, cost.overhead]), grandTotal === 0 ? '' : '100.0 %'];
  const cells = [
    [unset(currency) ? '' : currency, ...rows.map(([name]) => name)],
    alignRight(['lot', ...rows.map(([, value]) => amount(value))]),
    alignRight([`per ${routing.outputUnit}`, ...rows.map(([, , micros]) => grouped(formatMicros(micros)))]),
    alignRight(['share', ...shares]),
  ];
  const labelWidth = Math.max(...cells[0]!.map((label) => label.length));
  const lines = cells[0]!.map((label, n) =>
    ['', label.padEnd(labelWidth), ...cells.slice(1).map((column) => column[n])].join('  ').trimEnd(),
  );
  const rule = `  ${'─'.repeat(Math.max(...lines.map((line) => line.length)) - 2)}`;
  return [paint.dim(lines[0]!), ...lines.slice(1, -1), paint.dim(rule), paint.bold(lines.at(-1)!)];
}
