import type { ClientBase } from 'pg';
import {
  deleteEntryRow,
  type EntryRow,
  findRateId,
  readEntryRow,
  type SmallPart,
  updateRate,
} from '../../sql/catalogue-entries.js';
import { deleteVariant, insertVariant, readVariantRow, updateVariant } from '../../sql/variant-entries.js';
import { variantId } from '../../variant-id.js';
import type { CatalogueDraft } from '../catalogue-draft.js';
import { described } from '../field-reader.js';
import type { JsonObject } from '../json-text.js';
import { packValues, packYarns } from '../packing.js';
import type { StoredCatalogue } from '../stored-catalogue.js';
import { normalizeCode } from '../text-rules.js';
import { writeItems, writeMasterYarns, writeParameters, writePriceRates, writeProcesses } from '../write-catalogue.js';
import { writeRoutings } from '../write-routings.js';
import { refused, withKey } from './entry-body.js';
import type { EntryDocument } from './entry-documents.js';
import { ENTRY_PARTS, type EntryPart } from './entry-parts.js';

/** How the entries of one part are found and written. Keys are those of paths. */
export interface EntryStore extends EntryPart {
  /** Entries that nobody refers to need not keep each other from being written. */
  readonly lock: 'EXCLUSIVE' | 'SHARED';
  /** The body with the key of its path in it; throws when it names another one. */
  named(body: JsonObject, key: string, current: EntryDocument | null): JsonObject;
  /** The key that a draft has, or would have; null: one that is given to it. */
  keyOf(client: ClientBase, draft: CatalogueDraft): Promise<string | null>;
  read(client: ClientBase, key: string, options: { readonly forUpdate: boolean }): Promise<EntryRow | null>;
  /** Writes what has been checked, over `key` or, with null, as new; false: somebody else has added it meanwhile. */
  write(client: ClientBase, draft: CatalogueDraft, stored: StoredCatalogue, key: string | null): Promise<boolean>;
  delete(client: ClientBase, key: string): Promise<void>;
}

type CodedPart = Exclude<SmallPart, 'price_rates'>;
type Write = (client: ClientBase, draft: CatalogueDraft, stored: StoredCatalogue) => Promise<unknown>;

function coded(part: CodedPart, keyOf: (draft: CatalogueDraft) => string, write: Write): EntryStore {
  return {
    ...ENTRY_PARTS[part],
    lock: 'EXCLUSIVE',
    named: (body, key) => withKey(body, ENTRY_PARTS[part], key),
    keyOf: (_client, draft) => Promise.resolve(keyOf(draft)),
    read: (client, key, options) => readEntryRow(client, part, key, options),
    // The lock is held and the row is known to be there or not: these statements tell the two apart themselves.
    write: (client, draft, stored) => write(client, draft, stored).then(() => true),
    delete: (client, key) => deleteEntryRow(client, part, key),
  };
}

const PRICE_RATES: EntryStore = {
  ...ENTRY_PARTS.price_rates,
  lock: 'EXCLUSIVE',
  named: (body, _id, current) => {
    for (const field of ['parameter_key', 'item'] as const) {
      const given = body.get(field) ?? null;
      if (given === (current?.[field] ?? null)) continue;
      const message = `the rate is of ${JSON.stringify(current?.[field] ?? null)}, not of ${described(given)}: make another rate`;
      throw refused([{ path: `$.${field}`, code: 'KEY_MISMATCH', message }]);
    }
    return body;
  },
  keyOf: (client, { priceRates: [rate] }) =>
    findRateId(client, { ...rate!.subject, effectiveDate: rate!.effectiveDate }),
  read: (client, id, options) => readEntryRow(client, 'price_rates', id, options),
  write: async (client, { priceRates }, _stored, id) => {
    if (id === null) await writePriceRates(client, priceRates);
    else await updateRate(client, id, priceRates[0]!);
    return true;
  },
  delete: (client, id) => deleteEntryRow(client, 'price_rates', id),
};

const VARIANTS: EntryStore = {
  ...ENTRY_PARTS.variants,
  lock: 'SHARED',
  named: (body, id, current) => {
    const sku = body.get('sku') ?? null;
    if (sku === null) return current ? new Map([...body, ['sku', current['sku'] as string]]) : body;
    if (typeof sku !== 'string' || variantId(normalizeCode(sku)) === id) return body;
    const message = `the path is of another variant than the SKU ${described(sku)}, and an SKU cannot be changed`;
    throw refused([{ path: '$.sku', code: 'KEY_MISMATCH', message }]);
  },
  keyOf: (_client, { variants }) => Promise.resolve(variantId(variants[0]!.sku)),
  read: readVariantRow,
  write: async (client, { variants }, stored, id) => {
    const { sku, masterYarn, routing, isActive, batchNo, parameters } = variants[0]!;
    const values = {
      masterYarnId: stored.masterYarns.get(masterYarn)!,
      routingId: stored.routings.get(routing)!,
      isActive,
      batchNo,
      parameters: packValues(parameters, stored),
    };
    if (id === null) return insertVariant(client, variantId(sku), sku, values);
    await updateVariant(client, id, values);
    return true;
  },
  delete: deleteVariant,
};

/** How each part is found and written, by its name in a catalogue file. */
export const ENTRY_STORES = {
  parameters: coded(
    'parameters',
    ({ parameters }) => parameters[0]!.key,
    (client, { parameters }, { items }) => writeParameters(client, parameters, items),
  ),
  items: coded(
    'items',
    ({ items }) => items[0]!.code,
    (client, { items }) => writeItems(client, items),
  ),
  processes: coded(
    'processes',
    ({ processes }) => processes[0]!.code,
    (client, { processes }) => writeProcesses(client, processes),
  ),
  routings: coded(
    'routings',
    ({ routings }) => routings[0]!.code,
    (client, { routings }, stored) => writeRoutings(client, routings, stored),
  ),
  master_yarns: coded(
    'master_yarns',
    ({ masterYarns }) => masterYarns[0]!.code,
    (client, { masterYarns }, stored) => writeMasterYarns(client, packYarns(masterYarns, stored)),
  ),
  price_rates: PRICE_RATES,
  variants: VARIANTS,
} as const satisfies Record<keyof typeof ENTRY_PARTS, EntryStore>;
