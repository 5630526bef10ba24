import { CostingError } from '#platform';
import { suggest } from '../catalogue/suggest.js';
import { normalizeCode } from '../catalogue/text-rules.js';
import type { ExportNames, VariantIdFilter } from '../sql/export.js';

/** What an export of variants or their costs is narrowed to, by code. */
export interface VariantExportFilter {
  readonly routing?: string;
  readonly masterYarn?: string;
}

/** The ids of the codes. Throws UNKNOWN_ROUTING, UNKNOWN_MASTER_YARN. */
export function filterIds(filter: VariantExportFilter, { routings, masterYarns }: ExportNames): VariantIdFilter {
  const byRouting = new Map([...routings].map(([id, { code }]) => [code, id]));
  const byYarn = new Map([...masterYarns].map(([id, code]) => [code, id]));
  return {
    routingId: idOf('routing', filter.routing, byRouting),
    masterYarnId: idOf('master yarn', filter.masterYarn, byYarn),
  };
}

function idOf(what: string, code: string | undefined, ids: ReadonlyMap<string, number>): number | null {
  if (code === undefined) return null;
  const id = ids.get(normalizeCode(code));
  if (id !== undefined) return id;
  const message = `There is no ${what} '${code}'${suggest(code, ids.keys())}.`;
  throw new CostingError(`UNKNOWN_${what.replace(' ', '_').toUpperCase()}`, message, { httpStatus: 404 });
}
