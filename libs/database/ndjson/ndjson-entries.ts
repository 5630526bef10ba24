import { open } from 'node:fs/promises';
import type { CatalogueDraft } from '../catalogue/catalogue-draft.js';
import type { FaultList } from '../catalogue/faults.js';
import { Place } from '../catalogue/place.js';
import { type CataloguePart, readCatalogueEntry } from '../catalogue/read-catalogue-json.js';
import { unreadableFile } from '../catalogue/unreadable-file.js';
import { LINE_BYTES_MAX, type NdjsonFile, readNdjsonLines } from './ndjson-file.js';
import { readLine } from './ndjson-variants.js';

/** A member by which an entry is recognised, in this order; `export` writes it in every line, null or not. */
const MEMBERS: readonly (readonly [member: string, part: CataloguePart])[] = [
  ['sku', 'variants'],
  ['rate_value', 'price_rates'],
  ['key', 'parameters'],
  ['steps', 'routings'],
  ['parameters', 'master_yarns'],
  ['unit', 'items'],
];

/** What the lines of a file are, by the first one that is not blank; of none that is recognised variants. */
export async function ndjsonPart({ path }: Pick<NdjsonFile, 'path'>): Promise<CataloguePart> {
  const first = await firstLine(path);
  const entry = first && readLine(first, () => undefined);
  if (!(entry instanceof Map)) return 'variants';
  return MEMBERS.find(([member]) => entry.has(member))?.[1] ?? 'variants';
}

/** Adds the entries of a file to `draft`; every fault is reported with its line. */
export async function readNdjsonEntries(
  file: NdjsonFile,
  part: CataloguePart,
  draft: CatalogueDraft,
  faults: FaultList,
): Promise<void> {
  await readNdjsonLines(file, (line, bytes) => {
    const found = faults.count;
    const place = Place.line(file.name, line);
    const entry = readLine(bytes, (code, message) => faults.add(place, code, message));
    if (entry !== undefined && faults.count === found) readCatalogueEntry(part, entry, place, draft, faults);
  });
}

async function firstLine(path: string): Promise<Buffer | null> {
  try {
    const file = await open(path);
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(LINE_BYTES_MAX), 0, LINE_BYTES_MAX, 0);
      const begun = buffer.subarray(0, bytesRead).toString('latin1').trimStart();
      return Buffer.from(begun.split('\n', 1)[0]!, 'latin1');
    } finally {
      await file.close();
    }
  } catch (error) {
    throw unreadableFile(path, error);
  }
}
