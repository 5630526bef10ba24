import { printable, printableJson } from '#platform';

// The only writer of the command line: every line passes `printable`, so that no text from the database, a file or an
// argument reaches a terminal raw. Only `export` writes to stdout itself: its rows are exact (output-pipe.ts).

/** A line of the result, on stdout. */
export function writeLine(line = ''): void {
  process.stdout.write(`${printable(line)}\n`);
}

/** A line beside the result, on stderr. */
export function writeRemark(line: string): void {
  process.stderr.write(`${printable(line)}\n`);
}

/** Lines of the result that hold colours: whoever made them has passed each text through `printable`. */
export function writeStyled(lines: string): void {
  process.stdout.write(lines);
}

/** `--json`: exactly one document on stdout. */
export function printJson(document: unknown): void {
  process.stdout.write(`${printableJson(document)}\n`);
}
