import type { ParameterKind } from '#costing';
import { VARIANT_FIELDS } from '../catalogue/read-catalogue-json.js';
import type { ParameterRule, StoredCatalogue } from '../catalogue/stored-catalogue.js';
import type { CsvFile } from './csv-file.js';

type FixedColumn = (typeof VARIANT_FIELDS)[number];

/** What the columns of a variants file mean. */
export interface VariantColumns {
  readonly count: number;
  /** Fields without a title: nothing may stand there. */
  readonly untitled: readonly number[];
  /** Field number of each fixed column that is there. */
  readonly fixed: ReadonlyMap<FixedColumn, number>;
  /** Ascending by id, as they are packed. */
  readonly parameters: readonly {
    readonly key: string;
    readonly id: number;
    readonly kind: ParameterKind;
    /** Bounds of a number, −Infinity and Infinity for none. */
    readonly minimum: number;
    readonly maximum: number;
    readonly field: number;
  }[];
}

/** The columns of a header that has been checked; a parameter that is not stored yet has the id 0. */
export function variantColumns(
  { header, titles }: CsvFile,
  rules: ReadonlyMap<string, ParameterRule>,
  stored: StoredCatalogue,
): VariantColumns {
  const columns = header;
  const fixed = new Map(
    VARIANT_FIELDS.map((column) => [column, columns.indexOf(column)] as const).filter(([, n]) => n >= 0),
  );
  const parameters = columns.flatMap((key, field) => {
    const rule = rules.get(key);
    if (!rule || fixed.has(key as FixedColumn)) return [];
    const { kind, minimum, maximum } = rule;
    const id = stored.parameters.get(key)?.id ?? 0;
    return [{ key, field, kind, id, minimum: minimum ?? -Infinity, maximum: maximum ?? Infinity }];
  });
  const untitled = titles.flatMap((title, field) => (title === '' ? [field] : []));
  return { count: columns.length, untitled, fixed, parameters: parameters.sort((a, b) => a.id - b.id) };
}
