import type { ClientBase } from 'pg';
import type { CatalogueDraft } from '../catalogue-draft.js';
import { checkCatalogue } from '../check-catalogue.js';
import { checkStoredBounds } from '../check-stored-bounds.js';
import { FaultList } from '../faults.js';
import { checkKindChanges } from '../import-catalogue.js';
import type { ParameterValues } from '../parameter-values.js';
import {
  readReferredCatalogue,
  readStoredCatalogue,
  type ReferredNames,
  type StoredCatalogue,
} from '../stored-catalogue.js';
import { normalizeCode } from '../text-rules.js';
import { refused } from './entry-body.js';

/**
 * Checks one entry against the catalogue as an import does: names, kinds, every formula. Gives what it refers to; throws
 * `INVALID_INPUT`. The caller holds the importer's lock.
 */
export async function checkEntry(client: ClientBase, draft: CatalogueDraft): Promise<StoredCatalogue> {
  const referred = await readReferredCatalogue(client, namesIn(draft));
  const faults = new FaultList();
  checkCatalogue(draft, referred, faults);
  await checkKindChanges(client, draft, referred, faults);
  if (faults.count === 0) return referred;
  // Once more with all names: what was meant by a wrong one is among those that it does not name.
  const suggesting = new FaultList();
  const stored = await readStoredCatalogue(client);
  checkCatalogue(draft, stored, suggesting);
  await checkKindChanges(client, draft, stored, suggesting);
  throw refused(suggesting.report());
}

/**
 * Refuses bounds of a parameter that stored values are beyond; `before` is what `checkEntry` gave. Throws `INVALID_INPUT`,
 * with which nothing may be committed.
 */
export async function refuseNarrowBounds(
  client: ClientBase,
  draft: CatalogueDraft,
  before: StoredCatalogue,
): Promise<void> {
  const faults = new FaultList();
  await checkStoredBounds(client, draft, before, faults);
  if (faults.count > 0) throw refused(faults.report());
}

function namesIn(draft: CatalogueDraft): ReferredNames {
  const maps = [...draft.routings, ...draft.masterYarns, ...draft.variants].map(({ parameters }) => parameters);
  const subjects = draft.priceRates.map(({ subject }) => subject);
  const of = (type: 'parameter' | 'item'): string[] =>
    subjects.filter((subject) => subject.type === type).map(({ code }) => code);
  return {
    // A routing's formulas may read any parameter; of a new one it matters how many there are.
    parameters:
      draft.routings.length + draft.parameters.length > 0
        ? 'ALL'
        : [...maps.flatMap(({ keys }) => keys), ...of('parameter')],
    items: [...itemsIn(maps), ...defaultItems(draft), ...draft.items.map(({ code }) => code), ...of('item')],
    processes: draft.routings.flatMap(({ steps }) => steps.flatMap(({ process }) => process ?? [])),
    routings: [...draft.routings.map(({ code }) => code), ...draft.variants.map(({ routing }) => routing)],
    masterYarns: draft.variants.map(({ masterYarn }) => masterYarn),
  };
}

const itemsIn = (maps: readonly ParameterValues[]): string[] =>
  maps.flatMap(({ values }) => values.filter((value) => typeof value === 'string').map(normalizeCode));

const defaultItems = ({ parameters }: CatalogueDraft): string[] =>
  parameters.flatMap(({ defaultValue }) => (typeof defaultValue === 'string' ? [normalizeCode(defaultValue)] : []));
