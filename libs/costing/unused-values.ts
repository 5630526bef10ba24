import { checkRouting } from './formula/check.js';
import type { Snapshot } from './types.js';

/** A job's own value that changes no cost, whatever the variants are. */
export interface UnusedValue {
  readonly key: string;
  readonly reason: string;
}

const ROUTINGS_NAMED_MAX = 5;

/**
 * Own values of a job that have no effect by its formulas and routings alone. Whether variants and yarns have values of
 * their own shows when they are computed.
 */
export function unusedValues(snapshot: Snapshot): UnusedValue[] {
  const given = snapshot.parameters.filter(({ baseValue }) => baseValue !== null);
  if (given.length === 0) return [];
  const keys = snapshot.parameters.map(({ key }) => key);
  const routings = snapshot.routings.map((routing) => {
    const result = checkRouting(routing, keys);
    return { routing, reads: new Set('faults' in result ? [] : result.routing.parameterKeys) };
  });
  return given.flatMap(({ id, key, baseValue, rate, defaultValue }): UnusedValue[] => {
    const readers = routings.filter(({ reads }) => reads.has(key)).map(({ routing }) => routing);
    if (readers.length === 0) return [{ key, reason: 'no formula uses it' }];
    if (readers.every(({ parameters }) => parameters.some(([parameterId]) => parameterId === id))) {
      const codes = readers.slice(0, ROUTINGS_NAMED_MAX).map(({ code }) => code);
      const more = readers.length > codes.length ? ', …' : '';
      return [{ key, reason: `every routing whose formulas use it has its own value (${codes.join(', ')}${more})` }];
    }
    if ((rate?.value ?? defaultValue) === baseValue) return [{ key, reason: 'the catalogue gives the same value' }];
    return [];
  });
}
