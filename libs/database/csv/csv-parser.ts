import { isUtf8 } from 'node:buffer';

const QUOTE = 0x22;
const LF = 0x0a;
const CR = 0x0d;
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);
const START_BYTES = 1 << 20;

export const NOT_UTF_8 =
  'is not UTF-8 text: save the file as "CSV UTF-8", or name its encoding, e.g. --encoding windows-1252';

/** A longer record is a quote that nobody closed, or no CSV; memory is bounded by it. */
export const RECORD_BYTES_MAX = 1 << 20;

/** One record; its fields lie in `bytes` from `starts[n]` to `ends[n]`, quotes taken off. Reused for the next record. */
export interface CsvRecord {
  bytes: Buffer;
  /** Line that the record begins in, from 1. */
  line: number;
  count: number;
  readonly starts: number[];
  readonly ends: number[];
}

export interface CsvHandlers {
  readonly onRecord: (record: CsvRecord) => void;
  /** `field` (from 0) where the fault is in one. */
  readonly onFault: (line: number, code: string, message: string, field: number | null) => void;
}

/**
 * RFC 4180 from chunks of any size: quoted fields with doubled quotes and line breaks, CRLF or LF, an optional byte order
 * mark. Records without any content are left out: spreadsheets write them below the table. A record with a fault is reported and left out; after
 * one that does not end the rest is not read. A state machine over bytes: fields become text only where somebody asks.
 */
export class CsvParser {
  /** Nothing more is handed over: by `stop`, or because what follows cannot be read. */
  stopped = false;
  private readonly record: CsvRecord = { bytes: Buffer.alloc(0), line: 1, count: 0, starts: [], ends: [] };
  /** Received bytes not yet handed over, from a record's beginning on; one byte more than `filled` is ours. */
  private bytes = Buffer.allocUnsafeSlow(START_BYTES);
  private filled = 0;
  private line = 1;
  private hasBegun = false;
  private readonly delimiter: number;
  /** Bytes that end an unquoted run. */
  private readonly stops = new Uint8Array(256);
  /** Fields of the record at hand that hold doubled quotes. */
  private doubled: number[] = [];
  /** Line breaks within quotes of the record at hand, and where its last quote was opened. */
  private breaks = 0;
  private quoteBreaks = 0;
  private quoteField = 0;

  /** `delimiter`: one ASCII character. */
  constructor(
    private readonly handlers: CsvHandlers,
    delimiter: string,
  ) {
    this.delimiter = delimiter.charCodeAt(0);
    for (const stop of [this.delimiter, LF, CR, QUOTE]) this.stops[stop] = 1;
  }

  /** Line of what has been received and not handed over, from 1. */
  get currentLine(): number {
    return this.line;
  }

  /** Takes the next bytes; the memory is the caller's again afterwards. */
  push(chunk: Buffer): void {
    if (this.stopped) return;
    this.append(chunk);
    this.parse(false);
  }

  /** The input is over. */
  end(): void {
    if (this.stopped) return;
    // With a last line break every record ends in one.
    if (this.filled > 0 && this.bytes[this.filled - 1] !== LF) this.append(Buffer.from([LF]));
    this.parse(true);
  }

  stop(): void {
    this.stopped = true;
  }

  private append(chunk: Buffer): void {
    const needed = this.filled + chunk.length + 1;
    if (needed > this.bytes.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(needed, this.bytes.length * 2));
      this.bytes.copy(larger, 0, 0, this.filled);
      this.bytes = larger;
    }
    chunk.copy(this.bytes, this.filled);
    this.filled += chunk.length;
    this.bytes[this.filled] = LF;
  }

  private parse(final: boolean): void {
    const { bytes, record } = this;
    const lineEnd = bytes.lastIndexOf(LF, this.filled - 1) + 1;
    let at = 0;
    if (!this.hasBegun && lineEnd > 0) at = this.begin();
    record.bytes = bytes;
    // Looking at all lines at once costs a tenth of looking at each.
    const clean = isClean(bytes.subarray(at, lineEnd));
    while (at < lineEnd && !this.stopped) {
      const next = this.scan(at);
      if (next < 0) break;
      if (next - at > RECORD_BYTES_MAX) this.refuseLong(false);
      else if (record.count > 0) this.handOver(at, next, clean);
      this.line += this.breaks + 1;
      at = next;
    }
    if (!this.stopped && final && at < this.filled) this.refuseOpenQuote('');
    else if (!this.stopped && this.filled - at > RECORD_BYTES_MAX) this.refuseLong(lineEnd > at);
    bytes.copyWithin(0, at, this.filled);
    this.filled -= at;
    bytes[this.filled] = LF;
  }

  /** Skips a byte order mark; gives where the text begins. */
  private begin(): number {
    this.hasBegun = true;
    return this.bytes.subarray(0, 3).equals(BYTE_ORDER_MARK) ? 3 : 0;
  }

  /** Finds the fields of the record at `at`; gives where the next one begins, -1 when this one has not arrived whole. */
  private scan(at: number): number {
    const { bytes, stops, filled, delimiter, record } = this;
    const { starts, ends } = record;
    if (this.doubled.length > 0) this.doubled = [];
    this.breaks = 0;
    let count = 0;
    for (;;) {
      let start = at;
      let end: number;
      if (bytes[at] === QUOTE) {
        end = this.closingQuote(at + 1, count);
        if (end < 0) return -1;
        start++;
        at = end + 1;
      } else {
        while (stops[bytes[at]!] === 0) at++;
        end = at;
      }
      starts[count] = start;
      ends[count++] = end;
      if (at >= filled) return -1;
      const byte = bytes[at]!;
      if (byte === delimiter) at++;
      else if (byte === LF) {
        record.count = count;
        return at + 1;
      } else if (byte === CR && bytes[at + 1] === LF) {
        if (at + 1 >= filled) return -1;
        record.count = count;
        return at + 2;
      } else return this.refuseQuoting(at, count - 1);
    }
  }

  private closingQuote(at: number, field: number): number {
    const { bytes, filled } = this;
    this.quoteBreaks = this.breaks;
    this.quoteField = field;
    for (; at < filled; at++) {
      const byte = bytes[at];
      if (byte === LF) this.breaks++;
      else if (byte === QUOTE) {
        if (at + 1 >= filled) return -1;
        if (bytes[at + 1] !== QUOTE) return at;
        if (this.doubled.at(-1) !== field) this.doubled.push(field);
        at++;
      }
    }
    return -1;
  }

  private handOver(start: number, end: number, clean: boolean): void {
    const { record } = this;
    record.line = this.line;
    if (!clean && !this.checkText(start, end)) return;
    for (const field of this.doubled) this.halveQuotes(field);
    if (record.starts[0] === record.ends[0] && this.isEmpty()) return;
    this.handlers.onRecord(record);
  }

  private isEmpty(): boolean {
    const { count, starts, ends } = this.record;
    for (let n = 0; n < count; n++) if (starts[n] !== ends[n]) return false;
    return true;
  }

  private halveQuotes(field: number): void {
    const { bytes, starts, ends } = this.record;
    let to = starts[field]!;
    for (let from = to; from < ends[field]!; from++) {
      bytes[to++] = bytes[from]!;
      if (bytes[from] === QUOTE) from++;
    }
    ends[field] = to;
  }

  private checkText(start: number, end: number): boolean {
    const text = this.bytes.subarray(start, end);
    if (isClean(text)) return true;
    if (isUtf8(text)) this.handlers.onFault(this.line, 'NUL_BYTE', 'holds a NUL character: this is no text', null);
    else this.handlers.onFault(this.line, 'INVALID_ENCODING', NOT_UTF_8, null);
    return false;
  }

  /** Reports what stands where a field should end, and skips the line. */
  private refuseQuoting(at: number, field: number): number {
    const lineEnd = this.bytes.indexOf(LF, at);
    if (lineEnd < 0 || lineEnd >= this.filled) return -1;
    const message =
      this.bytes[at] === CR
        ? 'a line break of an old kind (a carriage return alone): save the file with the line ends of Windows or Unix'
        : 'a quote in the wrong place: put quotes around the whole field and double those within it';
    this.handlers.onFault(this.line + this.breaks, 'INVALID_QUOTES', message, field);
    this.record.count = 0;
    return lineEnd + 1;
  }

  private refuseLong(inQuotes: boolean): void {
    if (inQuotes) return this.refuseOpenQuote(` within ${RECORD_BYTES_MAX} bytes`);
    const message = `the line has more than ${RECORD_BYTES_MAX} bytes; what follows was not read`;
    this.handlers.onFault(this.line, 'LINE_TOO_LONG', message, null);
    this.stop();
  }

  private refuseOpenQuote(within: string): void {
    const message = `the quote opened here is not closed${within}; what follows was not read`;
    this.handlers.onFault(this.line + this.quoteBreaks, 'UNTERMINATED_QUOTE', message, this.quoteField);
    this.stop();
  }
}

function isClean(text: Buffer): boolean {
  return isUtf8(text) && text.indexOf(0) < 0;
}
