import type { Pool, PoolClient } from 'pg';
import { CostingError } from '#platform';
import { lockCatalogueBriefly } from '../../sql/catalogue-lock.js';
import { markCatalogueOwn } from '../../sql/catalogue-origin.js';
import { findUsers } from '../../sql/catalogue-users.js';
import { inTransaction } from '../../transaction.js';
import type { CatalogueDraft } from '../catalogue-draft.js';
import { describeUsers } from '../describe-users.js';
import type { JsonObject } from '../json-text.js';
import type { CataloguePart } from '../read-catalogue-json.js';
import { auditEntry } from './audit-entry.js';
import { checkEntry, refuseNarrowBounds } from './check-entry.js';
import { mergeEntry, readDraft, withoutReadOnly } from './entry-body.js';
import { type EntryDocument, entryDocuments } from './entry-documents.js';
import { ENTRY_STORES, type EntryStore } from './entry-stores.js';
import { checkPreconditions, type Preconditions } from './preconditions.js';
import { Turns } from './turns.js';
import { alreadyExists, catalogueBusy, unknownEntry, writeFault } from './write-faults.js';

/** An import of a large file holds the lock for minutes: who waits for it holds a connection that readers need. */
const LOCK_SECONDS_MAX = 5;
const WRITES_AT_ONCE = 2;
const ATTEMPTS_MAX = 3;

export interface WrittenEntry {
  readonly key: string;
  readonly document: EntryDocument;
  readonly isNew: boolean;
}

/** Somebody added the variant between look and write; with the next look it is there. */
class AddedMeanwhile extends Error {}

/**
 * Writes single entries of the catalogue, each like an import of a file that has just this one: read, checked and
 * recorded by the same code and under the same lock, in one transaction with its preconditions. Bodies are what
 * `parseJson` reads: a plain object would have lost the digits of a rate.
 *
 * All throw `CATALOGUE_BUSY` (409) when an import or another writer is in the way for `LOCK_SECONDS_MAX`.
 */
export class CatalogueWriter {
  private readonly turns = new Turns(WRITES_AT_ONCE, LOCK_SECONDS_MAX * 1_000, catalogueBusy);

  constructor(private readonly pool: Pool) {}

  /** Adds an entry. Throws `INVALID_INPUT`, `ALREADY_EXISTS` (409), `PRECONDITION_FAILED` (412). */
  async create(part: CataloguePart, body: JsonObject, demands: Preconditions): Promise<WrittenEntry> {
    const store = ENTRY_STORES[part];
    const draft = readDraft(store, body);
    return this.write(store, async (client) => {
      const key = await store.keyOf(client, draft);
      const existing = key === null ? null : await readForUpdate(client, store, key);
      checkPreconditions(existing, demands);
      if (existing) throw alreadyExists(store, key!);
      return this.store(client, store, draft, null);
    });
  }

  /** Adds an entry or replaces it whole. Throws `INVALID_INPUT`, `PRECONDITION_FAILED` (412). */
  async replace(part: CataloguePart, key: string, body: JsonObject, demands: Preconditions): Promise<WrittenEntry> {
    const store = ENTRY_STORES[part];
    return this.write(store, async (client) => {
      const current = await readForUpdate(client, store, key);
      checkPreconditions(current, demands);
      const draft = readDraft(store, store.named(withoutReadOnly(body, key, current), key, current));
      return this.store(client, store, draft, current && { key, document: current });
    });
  }

  /** Changes the named fields of an entry. Throws `UNKNOWN_…` (404) and what `replace` throws. */
  async merge(part: CataloguePart, key: string, body: JsonObject, demands: Preconditions): Promise<WrittenEntry> {
    const store = ENTRY_STORES[part];
    return this.write(store, async (client) => {
      const current = await readForUpdate(client, store, key);
      checkPreconditions(current, demands);
      if (!current) throw unknownEntry(store, key);
      const draft = readDraft(
        store,
        store.named(mergeEntry(current, withoutReadOnly(body, key, current)), key, current),
      );
      return this.store(client, store, draft, { key, document: current });
    });
  }

  /** Deletes an entry. Throws `UNKNOWN_…` (404), `IN_USE` (409) with its users, `PRECONDITION_FAILED` (412). */
  async delete(part: CataloguePart, key: string, demands: Preconditions): Promise<void> {
    const store = ENTRY_STORES[part];
    await this.write(store, async (client) => {
      const current = await readForUpdate(client, store, key);
      checkPreconditions(current, demands);
      if (!current) throw unknownEntry(store, key);
      await refuseWhileUsed(client, store, key);
      await markCatalogueOwn(client);
      await store.delete(client, key);
      await auditEntry(client, store, current, null);
    });
  }

  /** `current`: what it is written over; null: nothing. */
  private async store(
    client: PoolClient,
    store: EntryStore,
    draft: CatalogueDraft,
    current: { readonly key: string; readonly document: EntryDocument } | null,
  ): Promise<WrittenEntry> {
    const stored = await checkEntry(client, draft);
    await markCatalogueOwn(client);
    if (!(await store.write(client, draft, stored, current?.key ?? null))) throw new AddedMeanwhile();
    await refuseNarrowBounds(client, draft, stored);
    const key = current?.key ?? (await store.keyOf(client, draft))!;
    const row = await store.read(client, key, { forUpdate: false });
    const document = (await entryDocuments(client, [row!]))[0]!;
    await auditEntry(client, store, current?.document ?? null, document);
    return { key, document, isNew: current === null };
  }

  private async write<T>(store: EntryStore, work: (client: PoolClient) => Promise<T>): Promise<T> {
    const attempt = (): Promise<T> =>
      inTransaction(this.pool, async (client) => {
        await lockCatalogueBriefly(client, store.lock, LOCK_SECONDS_MAX);
        return work(client);
      });
    return this.turns.take(async () => {
      for (let n = 1; ; n++) {
        try {
          return await attempt();
        } catch (error) {
          if (!(error instanceof AddedMeanwhile) || n === ATTEMPTS_MAX) throw writeFault(store, error);
        }
      }
    });
  }
}

async function readForUpdate(client: PoolClient, store: EntryStore, key: string): Promise<EntryDocument | null> {
  const row = await store.read(client, key, { forUpdate: true });
  return row && (await entryDocuments(client, [row]))[0]!;
}

/**
 * Nobody can begin to use the entry meanwhile: whoever writes through an import or here holds the same lock, and foreign
 * keys guard the small tables. Only SQL of somebody's own could add a variant of it.
 */
async function refuseWhileUsed(client: PoolClient, { usedAs, title }: EntryStore, key: string): Promise<void> {
  if (usedAs === null) return;
  const uses = await findUsers(client, usedAs, key);
  if (uses.count === 0) return;
  const { users, count, isComplete } = uses;
  throw new CostingError('IN_USE', `The ${title} '${key}' is used by ${describeUsers(uses)}; nothing was deleted.`, {
    httpStatus: 409,
    details: { users, count, count_is_exact: isComplete },
  });
}
