import { packParameters, type ParameterEntry } from '#costing';
import type { MasterYarnDraft } from './catalogue-draft.js';
import type { ParameterValues } from './parameter-values.js';
import type { StoredCatalogue } from './stored-catalogue.js';
import { normalizeCode } from './text-rules.js';

/** Packs checked values for storage: keys become parameter ids, codes of items become their ids. */
export function packValues(values: ParameterValues, stored: StoredCatalogue): Uint8Array {
  const entries = values.keys.map((key, n): ParameterEntry => {
    const parameter = stored.parameters.get(key);
    if (!parameter) throw new Error(`parameter ${key} was checked but is not stored`);
    return [parameter.id, codeOrId(values.values[n]!, stored.items)];
  });
  return packParameters(entries);
}

/** A number as it is, the code of an item as the item's id. */
export function codeOrId(value: number | string, itemIds: ReadonlyMap<string, number>): number {
  if (typeof value === 'number') return value;
  const id = itemIds.get(normalizeCode(value));
  if (id === undefined) throw new Error(`item ${value} was checked but is not stored`);
  return id;
}

export function hex(packed: Uint8Array): string {
  return Buffer.from(packed.buffer, packed.byteOffset, packed.byteLength).toString('hex');
}

/** Yarns as `writeMasterYarns` takes them. */
export function packYarns(
  yarns: readonly MasterYarnDraft[],
  stored: StoredCatalogue,
): { code: string; name: string; parameters: string }[] {
  return yarns.map(({ code, name, parameters }) => ({ code, name, parameters: hex(packValues(parameters, stored)) }));
}
