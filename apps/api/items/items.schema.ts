import { codePath, type EntryNotes, UNLESS_USED } from '../catalogue/entry-operations.js';
import { entrySchemas, keyField, optionalField } from '../catalogue/entry-schemas.js';
import { ListQueryDto } from '../http/list-query.dto.js';
import { CODE, TITLE } from '../openapi/schema.js';

export const ITEM_NOTES: EntryNotes = {
  title: 'item',
  titles: 'items',
  listed: 'In the order of their codes.',
  query: ListQueryDto,
  path: codePath('item', 'RING-40'),
  schemas: entrySchemas(
    'Item',
    'Something that is bought, and that a parameter of kind ITEM may stand for.',
    { code: keyField(CODE), name: optionalField(TITLE), unit: optionalField(TITLE) },
    {
      entry: { code: 'RING-40', name: 'Ring-spun cotton Ne 40/1', unit: 'kg' },
      changes: { name: 'Combed ring-spun cotton Ne 40/1' },
    },
  ),
  deleted: UNLESS_USED,
};
