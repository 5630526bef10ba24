/** Why a formula or a routing is refused before anything is computed. */
export type FormulaErrorCode =
  | 'SYNTAX_ERROR'
  | 'UNKNOWN_NAME'
  | 'TYPE_MISMATCH'
  | 'ARGUMENT_COUNT'
  | 'INVALID_ARGUMENT'
  | 'FORWARD_REFERENCE'
  | 'CYCLIC_REFERENCE'
  | 'DUPLICATE_STEP'
  | 'TOO_LONG'
  | 'TOO_COMPLEX'
  | 'TOO_DEEP';

/** Place in a formula; line and column count from 1, columns in characters (not bytes). */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Line and column of an offset (in UTF-16 units, as JavaScript counts) of the text. */
export function positionOf(text: string, offset: number): Position {
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
  let line = 1;
  for (let i = 0; i < lineStart; i++) if (text.charCodeAt(i) === 10) line++;
  return { line, column: [...text.slice(lineStart, offset)].length + 1 };
}

/** `column 14`, or `line 2, column 14` below the first line. */
export function describePosition({ line, column }: Position): string {
  return line === 1 ? `column ${column}` : `line ${line}, column ${column}`;
}

/** A formula that is refused: where, why, and what to write instead. `suggestion` is the known name that was probably meant. */
export class FormulaError extends Error {
  readonly line: number;
  readonly column: number;

  constructor(
    readonly code: FormulaErrorCode,
    text: string,
    readonly offset: number,
    problem: string,
    advice?: string,
    readonly suggestion?: string,
  ) {
    const position = positionOf(text, offset);
    super(`${problem} at ${describePosition(position)}${advice === undefined ? '' : `; ${advice}`}`);
    this.name = 'FormulaError';
    this.line = position.line;
    this.column = position.column;
  }
}
