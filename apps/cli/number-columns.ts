/** How text stands out on a terminal; without colours it is given back as it is. */
export interface Paint {
  bold(text: string): string;
  dim(text: string): string;
}

const ESCAPE = '\u001b[';
const PLAIN: Paint = { bold: (text) => text, dim: (text) => text };
const COLOURED: Paint = {
  bold: (text) => `${ESCAPE}1m${text}${ESCAPE}0m`,
  dim: (text) => `${ESCAPE}2m${text}${ESCAPE}0m`,
};

/** Colours only for a terminal that has them; `hasColors` also heeds NO_COLOR. */
export function paintFor(stream: NodeJS.WriteStream): Paint {
  return stream.isTTY && stream.hasColors() ? COLOURED : PLAIN;
}

/** A decimal with a comma after every three digits before the point. */
export function grouped(decimal: string): string {
  const [, sign = '', whole = '', fraction = ''] = /^(-?)([0-9]+)(.*)$/.exec(decimal) ?? [];
  return whole === '' ? decimal : sign + whole.replace(/\B(?=([0-9]{3})+$)/g, ',') + fraction;
}

/** Pads all to one width, decimal points below one another. */
export function decimalAligned(numbers: readonly string[]): string[] {
  const decimals = numbers.map((number) => (number.includes('.') ? number.length - number.indexOf('.') : 0));
  const decimalsMax = Math.max(0, ...decimals);
  return alignRight(numbers.map((number, n) => number + ' '.repeat(decimalsMax - decimals[n]!)));
}

export function alignRight(cells: readonly string[]): string[] {
  const width = Math.max(0, ...cells.map((cell) => cell.length));
  return cells.map((cell) => cell.padStart(width));
}

export function alignLeft(cells: readonly string[]): string[] {
  const width = Math.max(0, ...cells.map((cell) => cell.length));
  return cells.map((cell) => cell.padEnd(width));
}
