import { Named, type Schema } from './schema.js';

/**
 * Takes `Named` schemas out of a part of the document: where they stood is a reference, and `into` has each once, under
 * its name. Throws when two different schemas have one name.
 */
export function hoist(part: unknown, into: Map<string, Named>, schemas: Record<string, Schema>): unknown {
  if (part instanceof Named) {
    hoistNamed(part, into, schemas);
    return { $ref: `#/components/schemas/${part.name}` };
  }
  if (Array.isArray(part)) return part.map((one) => hoist(one, into, schemas));
  if (typeof part !== 'object' || part === null) return part;
  return Object.fromEntries(Object.entries(part).map(([key, value]) => [key, hoist(value, into, schemas)]));
}

function hoistNamed(named: Named, into: Map<string, Named>, schemas: Record<string, Schema>): void {
  const known = into.get(named.name);
  if (known === named) return;
  if (known && JSON.stringify(known.schema) !== JSON.stringify(named.schema)) {
    throw new Error(`two schemas are called ${named.name}`);
  }
  into.set(named.name, named);
  schemas[named.name] = hoist(named.schema, into, schemas) as Schema;
}
