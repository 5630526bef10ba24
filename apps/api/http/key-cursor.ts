import { malformedCursor } from './cursor.js';

/** Where a list by keys goes on: after the entry of these. Opaque to clients, so that its contents may change. */
export function encodeKeys(keys: readonly string[]): string {
  return Buffer.from(JSON.stringify(keys)).toString('base64url');
}

/** Throws `INVALID_INPUT` (400) unless `encodeKeys` made it of as many keys, each of which is right. */
export function decodeKeys(cursor: string, areRight: readonly ((key: string) => boolean)[]): string[] {
  const keys = parse(cursor);
  if (!Array.isArray(keys) || keys.length !== areRight.length) throw malformedCursor();
  const texts = keys.filter((key) => typeof key === 'string');
  if (texts.length !== keys.length || !areRight.every((isRight, n) => isRight(texts[n]!))) throw malformedCursor();
  if (encodeKeys(texts) !== cursor) throw malformedCursor();
  return texts;
}

function parse(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')) as unknown;
  } catch {
    throw malformedCursor();
  }
}
