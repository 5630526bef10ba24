/** Kinds in the order in which a dump lists them. Columns and constraints are written inside their table. */
export const SCHEMA_OBJECT_KINDS = [
  'schema',
  'table',
  'column',
  'constraint',
  'partition',
  'index',
  'function',
  'view',
  'trigger',
  'comment',
] as const;
export type SchemaObjectKind = (typeof SCHEMA_OBJECT_KINDS)[number];

/** One thing that a migration made, as the catalogue tells it. `kind` and `name` identify it. */
export interface SchemaObject {
  readonly kind: SchemaObjectKind;
  /** `variants`, `variants.sku`, `pack_parameters(smallint[], double precision[])`, `costing_audit.audit_entries.id` … */
  readonly name: string;
  /** What follows the name for columns and constraints, the options of a table, the whole statement of the rest. */
  readonly definition: string;
}

export const objectKey = (object: SchemaObject): string => `${object.kind} ${object.name}`;
