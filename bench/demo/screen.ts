const INDENT = '      ';
const ESCAPE = '\u001b[';

/** Where the demo speaks: calm text on stdout, bold and dim only for a terminal that has them. */
export class Screen {
  private readonly coloured: boolean;

  constructor(private readonly output: NodeJS.WriteStream) {
    this.coloured = output.isTTY && output.hasColors();
  }

  title(text: string): void {
    this.write(`\n${this.bold(text)}\n`);
  }

  heading(number: number, of: number, text: string): void {
    this.write(`\n${this.dim(`[${number}/${of}]`)} ${this.bold(text)}\n`);
  }

  /** A line below a heading. */
  say(text: string): void {
    this.write(`${text === '' ? '' : INDENT}${text}\n`);
  }

  /** Rows in columns below a heading, the first row dim: the first column is aligned left, the others right. */
  table(rows: readonly (readonly string[])[], bold: (row: number) => boolean = () => false): void {
    const widths = rows[0]!.map((_, n) => Math.max(...rows.map((row) => (row[n] ?? '').length)));
    rows.forEach((row, number) => {
      const cells = row.map((cell, n) => (n === 0 ? cell.padEnd(widths[n]!) : cell.padStart(widths[n]!)));
      const line = cells.join('   ').trimEnd();
      this.say(number === 0 ? this.dim(line) : bold(number) ? this.bold(line) : line);
    });
  }

  /** `1,234,567` */
  count(value: number): string {
    return Math.round(value).toLocaleString('en');
  }

  /** With a comma after every three digits and `decimals` decimals, up to six. */
  number(value: number, decimals: number): string {
    return value.toLocaleString('en', { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
  }

  bold(text: string): string {
    return this.coloured ? `${ESCAPE}1m${text}${ESCAPE}0m` : text;
  }

  dim(text: string): string {
    return this.coloured ? `${ESCAPE}2m${text}${ESCAPE}0m` : text;
  }

  private write(text: string): void {
    this.output.write(text);
  }
}
