import { usageError } from '#platform';

/** Bytes that begin a file of another kind, and what a person should do with it. */
const FOREIGN: readonly { readonly begins: RegExp; readonly message: string }[] = [
  {
    begins: /^PK\x03\x04.{26}mimetypeapplication\/vnd\.oasis/s,
    message: 'this is a spreadsheet (.ods), not CSV: open it and save the sheet as CSV (UTF-8)',
  },
  {
    begins: /^PK\x03\x04/,
    message: 'this is an Excel workbook (.xlsx), not CSV, whatever its name ends in: open it and save the sheet as "CSV UTF-8"',
  },
  {
    begins: /^\xd0\xcf\x11\xe0/,
    message: 'this is an Excel workbook of the old kind (.xls), not CSV, whatever its name ends in: open it and save the sheet as "CSV UTF-8"',
  },
  { begins: /^%PDF/, message: 'this is a PDF, not CSV: ask for the table as CSV' },
  { begins: /^\x1f\x8b/, message: 'this is compressed (gzip): unpack it first' },
  { begins: /^(?:\xef\xbb\xbf)?\s*(?:<!doctype|<html|<table|<\?xml)/i, message: 'this is a web page or XML, not CSV: open it in a spreadsheet and save it as "CSV UTF-8"' },
  { begins: /^(?:\xef\xbb\xbf)?\s*[{[]\s*["{[]/, message: 'this is JSON, not CSV: let its name end in .json' },
]; // prettier-ignore

/** Why these first bytes cannot be a table in text; null: they may be one. */
export function foreignFormat(head: Buffer): string | null {
  const text = head.toString('latin1', 0, 512);
  return FOREIGN.find(({ begins }) => begins.test(text))?.message ?? null;
}

/** The encoding that a byte order mark names; null: none but UTF-8's, or no mark. */
export function markedEncoding(head: Buffer): string | null {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  return head[0] === 0xfe && head[1] === 0xff ? 'utf-16be' : null;
}

/** The encoding that the zeros in ASCII text without a byte order mark tell of; null: none. */
export function unmarkedEncoding(head: Buffer): string | null {
  const [even, odd] = [0, 1].map((first) => {
    let zeros = 0;
    for (let at = first; at < Math.min(head.length, 64); at += 2) if (head[at] === 0) zeros++;
    return zeros;
  }) as [number, number];
  if (Math.max(even, odd) < 2 || Math.min(even, odd) > 0) return null;
  return odd > even ? 'utf-16le' : 'utf-16be';
}

/** Throws a usage error for a label that names no encoding. */
export function checkEncoding(label: string): void {
  try {
    new TextDecoder(label);
  } catch {
    throw usageError(
      `--encoding ${label}: expected an encoding such as utf-8, utf-16le, windows-1252 or windows-1254.`,
    );
  }
}

/**
 * Turns text of another encoding into UTF-8, chunk by chunk. Throws `TypeError` where the bytes are no text. Always as a
 * stream: without it Node 20 decodes windows-1252 as latin1, which has control characters for € and typographic quotes.
 */
export class Transcoder {
  private readonly decoder: InstanceType<typeof TextDecoder>;

  constructor(encoding: string) {
    this.decoder = new TextDecoder(encoding, { fatal: true });
  }

  push(bytes: Buffer): Buffer {
    return Buffer.from(this.decoder.decode(bytes, { stream: true }), 'utf8');
  }

  end(): Buffer {
    return Buffer.from(this.decoder.decode(), 'utf8');
  }
}
