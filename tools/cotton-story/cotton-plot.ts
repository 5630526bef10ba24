import type { CottonStory } from './cotton-table.js';
import { type RoutingAverages, totalOf } from './routing-averages.js';

const WIDTH = 920;
const LABELS_WIDTH = 290;
const TOTALS_WIDTH = 70;
const BAR_HEIGHT = 11;
const ROW_HEIGHT = 36;
const PANEL_GAP = 62;
const TOP = 92;
const COMPONENTS = [
  { key: 'material', label: 'Material', colour: '#c08a2d' },
  { key: 'process', label: 'Process', colour: '#3f6f9f' },
  { key: 'overhead', label: 'Overhead', colour: '#9aa5b0' },
] as const;

interface Bar {
  readonly label: string;
  readonly averages: RoutingAverages;
}

/**
 * The story as an SVG: two stacked bars a routing, before above after; routings sold by the kilogram and by the metre
 * have a scale each.
 */
export function cottonPlot(story: CottonStory): string {
  const units = [...new Set(story.before.averages.map(({ unit }) => unit))];
  const parts: string[] = [];
  let y = TOP;
  for (const unit of units) {
    const panel = unitPanel(story, unit, y);
    parts.push(...panel.parts);
    y = panel.bottom + PANEL_GAP;
  }
  const height = y - PANEL_GAP + 34;
  const title = `Cost by routing, ${story.before.label} and ${story.after.label}`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-label="${escaped(title)}" font-family="system-ui, 'Segoe UI', Helvetica, Arial, sans-serif" font-size="12" fill="#24292f">`,
    `<title>${escaped(title)}</title>`,
    `<rect width="${WIDTH}" height="${height}" fill="#ffffff"/>`,
    text(16, 28, title, { size: 17, weight: 600 }),
    text(
      16,
      48,
      `Mean of the variants of each routing; upper bar ${story.before.label}, lower bar ${story.after.label}`,
      {
        colour: '#57606a',
      },
    ),
    ...legend(),
    ...parts,
    '</svg>',
    '',
  ].join('\n');
}

function legend(): string[] {
  return COMPONENTS.flatMap(({ label, colour }, n) => [
    `<rect x="${WIDTH - 262 + n * 86}" y="19" width="11" height="11" rx="2" fill="${colour}"/>`,
    text(WIDTH - 246 + n * 86, 29, label),
  ]);
}

/** All routings of one unit of output under one scale. */
function unitPanel(
  { currency, before, after }: CottonStory,
  unit: string,
  top: number,
): { parts: string[]; bottom: number } {
  const rows = before.averages
    .filter((one) => one.unit === unit)
    .map((was): readonly [Bar, Bar] => [
      { label: before.label, averages: was },
      { label: after.label, averages: after.averages.find(({ routing }) => routing === was.routing)! },
    ]);
  const step = niceStep(Math.max(...rows.flat().map(({ averages }) => totalOf(averages))));
  const largest = Math.max(...rows.flat().map(({ averages }) => totalOf(averages)));
  const end = Math.ceil(largest / step) * step;
  const scale = (WIDTH - LABELS_WIDTH - TOTALS_WIDTH) / end;
  const bottom = top + rows.length * ROW_HEIGHT;
  const ticks = Array.from({ length: end / step + 1 }, (_, n) => n * step);
  const parts = [
    text(16, top - 10, `${currency} per ${unit}`, { weight: 600 }),
    ...ticks.flatMap((value) => {
      const x = rounded(LABELS_WIDTH + value * scale);
      return [
        `<path d="M${x} ${top - 4}V${bottom}" stroke="#d8dee4"/>`,
        text(x, bottom + 16, String(value), { anchor: 'middle', colour: '#57606a' }),
      ];
    }),
    ...rows.flatMap((pair, n) => routingBars(pair, top + n * ROW_HEIGHT, scale)),
  ];
  return { parts, bottom };
}

function routingBars([before, after]: readonly [Bar, Bar], top: number, scale: number): string[] {
  const label = text(LABELS_WIDTH - 10, top + 20, before.averages.name, { anchor: 'end' });
  return [label, ...stackedBar(before, top + 4, scale), ...stackedBar(after, top + 5 + BAR_HEIGHT, scale)];
}

function stackedBar({ label, averages }: Bar, y: number, scale: number): string[] {
  let x = LABELS_WIDTH;
  const parts = COMPONENTS.map(({ key, label: component, colour }) => {
    const width = averages[key] * scale;
    const what = `${averages.name}, ${label}: ${component.toLowerCase()} ${averages[key].toFixed(2)}`;
    const rect = `<rect x="${rounded(x)}" y="${y}" width="${rounded(width)}" height="${BAR_HEIGHT}" fill="${colour}"><title>${escaped(what)}</title></rect>`;
    x += width;
    return rect;
  });
  const total = { size: 10.5, colour: '#57606a', halo: true };
  return [...parts, text(rounded(x + 5), y + 9.5, totalOf(averages).toFixed(1), total)];
}

/** 1, 2 or 5 times a power of ten, so that about six steps reach `largest`. */
function niceStep(largest: number): number {
  const power = 10 ** Math.floor(Math.log10(largest / 6));
  return [1, 2, 5, 10].map((factor) => factor * power).find((step) => largest / step <= 7) ?? 10 * power;
}

interface TextStyle {
  readonly size?: number;
  readonly weight?: number;
  readonly anchor?: 'middle' | 'end';
  readonly colour?: string;
  /** White around the letters, so that a line of the grid behind them does not disturb. */
  readonly halo?: boolean;
}

function text(x: number, y: number, content: string, { size, weight, anchor, colour, halo }: TextStyle = {}): string {
  const attributes = [
    size === undefined ? '' : ` font-size="${size}"`,
    weight === undefined ? '' : ` font-weight="${weight}"`,
    anchor === undefined ? '' : ` text-anchor="${anchor}"`,
    colour === undefined ? '' : ` fill="${colour}"`,
    halo ? ` stroke="#ffffff" stroke-width="3" paint-order="stroke"` : '',
  ];
  return `<text x="${x}" y="${y}"${attributes.join('')}>${escaped(content)}</text>`;
}

const rounded = (value: number): number => Math.round(value * 10) / 10;
const escaped = (content: string): string =>
  content.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
