import { codePath, type EntryNotes, UNLESS_USED } from '../catalogue/entry-operations.js';
import { entrySchemas, keyField, neededField } from '../catalogue/entry-schemas.js';
import { ListQueryDto } from '../http/list-query.dto.js';
import { CODE, TITLE } from '../openapi/schema.js';

export const PROCESS_NOTES: EntryNotes = {
  title: 'process',
  titles: 'processes',
  listed: 'In the order of their codes.',
  query: ListQueryDto,
  path: codePath('process', 'KNIT'),
  schemas: entrySchemas(
    'Process',
    'A department or a kind of machine.',
    { code: keyField(CODE), name: neededField(TITLE) },
    { entry: { code: 'KNIT', name: 'Circular knitting' }, changes: { name: 'Circular and flat knitting' } },
  ),
  deleted: UNLESS_USED,
};
