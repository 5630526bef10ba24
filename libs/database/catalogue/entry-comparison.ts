import type { ClientBase } from 'pg';
import type { WarningList } from '#platform';
import type { CatalogueDraft, PriceRateDraft } from './catalogue-draft.js';
import type { CellChanges, CellValue } from './cell-changes.js';
import type { EntryDocument } from './entries/entry-documents.js';
import type { JsonValue } from './json-text.js';
import { type DatedRate, warnOfRates } from './price-warnings.js';
import { entryName, type SmallPart, storedDocuments } from './stored-entries.js';

const PARTS: readonly SmallPart[] = ['items', 'parameters', 'price_rates', 'processes', 'routings', 'master_yarns'];
/** What the database adds to an entry, and what it is known by. */
const NOT_CELLS: ReadonlySet<string> = new Set(['id', 'created_at', 'key', 'code', 'parameter_key', 'item']);

type Documents = ReadonlyMap<string, EntryDocument>;

/** Finds what an import changes in the small parts: their entries are read before it writes and after. */
export class EntryComparison {
  private constructor(
    private readonly draft: CatalogueDraft,
    private readonly before: ReadonlyMap<SmallPart, Documents>,
  ) {}

  static async begin(client: ClientBase, draft: CatalogueDraft): Promise<EntryComparison> {
    return new EntryComparison(draft, await readAll(client, draft));
  }

  /** Counts changed cells, and warns of prices. `client` is in the transaction that has written. */
  async finish(
    client: ClientBase,
    { cells, warnings, jumpPercent }: { cells: CellChanges; warnings: WarningList; jumpPercent: number },
  ): Promise<void> {
    const after = await readAll(client, this.draft);
    for (const part of PARTS) {
      const before = this.before.get(part)!;
      for (const name of this.namesOf(part)) {
        const [old, now] = [before.get(name), after.get(part)!.get(name)];
        if (!now) continue;
        if (old) countCells(part, name, old, now, cells);
        else if (part !== 'price_rates') {
          cells.list(() => ({ part, key: name, column: 'code' in now ? 'code' : 'key', before: null, after: name }));
        }
      }
    }
    this.compareRates(after.get('price_rates')!, cells, warnings, jumpPercent);
  }

  private namesOf(part: SmallPart): string[] {
    return givenOf(this.draft, part).map((fields) => entryName(part, fields));
  }

  private compareRates(after: Documents, cells: CellChanges, warnings: WarningList, jumpPercent: number): void {
    const places = new Map(
      this.draft.priceRates.map((rate) => [entryName('price_rates', rateFields(rate)), rate.place.toString()]),
    );
    const before = this.before.get('price_rates')!;
    for (const [subject, documents] of bySubject(after)) {
      const rates = documents.map(([name, document]) => datedRate(document, places.get(name) ?? null));
      warnOfRates(subject, rates, jumpPercent, warnings);
      documents.forEach(([name, document], n) => {
        if (!places.has(name) || before.has(name)) return;
        const inForce = rates[n - 1]?.value ?? null;
        const value = document['rate_value'] as string;
        cells.list(() => ({ part: 'price_rates', key: name, column: 'rate_value', before: inForce, after: value }));
      });
    }
  }
}

async function readAll(client: ClientBase, draft: CatalogueDraft): Promise<Map<SmallPart, Documents>> {
  const documents = new Map<SmallPart, Documents>();
  for (const part of PARTS) documents.set(part, await storedDocuments(client, part, givenOf(draft, part)));
  return documents;
}

type KeyFields = ReadonlyMap<string, JsonValue>;

/** The entries of a draft by the fields that they are found by. */
function givenOf(draft: CatalogueDraft, part: SmallPart): KeyFields[] {
  switch (part) {
    case 'price_rates':
      return draft.priceRates.map(rateFields);
    case 'parameters':
      return draft.parameters.map(({ key }) => new Map([['key', key]]));
    case 'items':
      return draft.items.map(codeField);
    case 'processes':
      return draft.processes.map(codeField);
    case 'routings':
      return draft.routings.map(codeField);
    case 'master_yarns':
      return draft.masterYarns.map(codeField);
  }
}

const codeField = ({ code }: { readonly code: string }): KeyFields => new Map([['code', code]]);
const rateFields = ({ subject, effectiveDate }: PriceRateDraft): KeyFields =>
  new Map([
    [subject.type === 'item' ? 'item' : 'parameter_key', subject.code],
    ['effective_date', effectiveDate],
  ]);

/** Names and documents of each subject's rates, by date. */
function bySubject(rates: Documents): Map<string, (readonly [string, EntryDocument])[]> {
  const subjects = new Map<string, (readonly [string, EntryDocument])[]>();
  for (const entry of rates) {
    const { item, parameter_key: key } = entry[1] as { item: string | null; parameter_key: string | null };
    const subject = item === null ? `parameter ${key}` : `item ${item}`;
    const known = subjects.get(subject);
    if (known) known.push(entry);
    else subjects.set(subject, [entry]);
  }
  return subjects;
}

const datedRate = (document: EntryDocument, place: string | null): DatedRate => ({
  effectiveDate: document['effective_date'] as string,
  expiredDate: document['expired_date'] as string | null,
  value: Number(document['rate_value']),
  place,
});

function countCells(
  part: SmallPart,
  key: string,
  before: EntryDocument,
  after: EntryDocument,
  cells: CellChanges,
): void {
  const old = cellsOf(before);
  const now = cellsOf(after);
  for (const column of new Set([...old.keys(), ...now.keys()])) {
    const [was, is] = [old.get(column) ?? null, now.get(column) ?? null];
    if (was !== is) cells.add(part, column, is === null, () => ({ part, key, column, before: was, after: is }));
  }
}

/** An entry as cells: its parameters and the steps of a routing are columns of their own. */
function cellsOf(document: EntryDocument): Map<string, CellValue> {
  const cells = new Map<string, CellValue>();
  for (const [name, value] of Object.entries(document)) {
    if (NOT_CELLS.has(name) || value === null || value === undefined) continue;
    if (name === 'parameters') {
      for (const [key, one] of Object.entries(value as Record<string, CellValue>)) cells.set(key, one);
    } else if (name === 'steps') {
      (value as { code: string }[]).forEach((step, n) => {
        for (const [field, one] of Object.entries({ ...step, place: n + 1 })) {
          if (field !== 'code' && one !== null) cells.set(`${step.code}.${field}`, one);
        }
      });
    } else cells.set(name, value as CellValue);
  }
  return cells;
}
