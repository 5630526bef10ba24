import { type RoutingAverages, totalOf } from './routing-averages.js';

export interface CottonStory {
  readonly currency: string;
  readonly before: { readonly label: string; readonly averages: readonly RoutingAverages[] };
  readonly after: { readonly label: string; readonly averages: readonly RoutingAverages[] };
  /** As before, but with the price of cotton of after: what cotton did by itself. */
  readonly cottonAlone?: readonly RoutingAverages[];
}

/** The story as a markdown table, a line a routing: every component before and after, and the change of the total. */
export function cottonTable({ currency, before, after, cottonAlone }: CottonStory): string {
  const header = ['Routing', 'Per', 'Material', 'Process', 'Overhead', `Total ${currency}`, 'Change'];
  if (cottonAlone) header.push('By cotton alone');
  const rows = before.averages.map((was) => {
    const now = find(after.averages, was.routing);
    const step = (from: number, to: number): string => `${from.toFixed(1)} → ${to.toFixed(1)}`;
    const row = [
      was.name,
      was.unit,
      step(was.material, now.material),
      step(was.process, now.process),
      step(was.overhead, now.overhead),
      step(totalOf(was), totalOf(now)),
      percent(totalOf(was), totalOf(now)),
    ];
    if (cottonAlone) row.push(percent(totalOf(was), totalOf(find(cottonAlone, was.routing))));
    return row;
  });
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const rule = header.map((_, n) => (n < 2 ? '---' : '---:'));
  return [line(header), line(rule), ...rows.map(line)].join('\n');
}

function find(averages: readonly RoutingAverages[], routing: string): RoutingAverages {
  const found = averages.find((one) => one.routing === routing);
  if (!found) throw new Error(`no averages of routing ${routing}`);
  return found;
}

/** `−43 %`; a change of less than half a per cent is none. */
function percent(from: number, to: number): string {
  const change = Math.round((to / from - 1) * 100);
  if (change === 0) return '0 %';
  return `${change < 0 ? '−' : '+'}${Math.abs(change)} %`;
}
