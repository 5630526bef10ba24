import { codePath, type EntryNotes, UNLESS_USED } from '../catalogue/entry-operations.js';
import { entrySchemas, keyField, neededField, VALUES_FIELD } from '../catalogue/entry-schemas.js';
import { ListQueryDto } from '../http/list-query.dto.js';
import { CODE, TITLE } from '../openapi/schema.js';

export const MASTER_YARN_NOTES: EntryNotes = {
  title: 'master yarn',
  titles: 'master yarns',
  listed: 'In the order of their codes.',
  query: ListQueryDto,
  path: codePath('master yarn', 'COTTON'),
  schemas: entrySchemas(
    'MasterYarn',
    'A yarn; its values are those of its variants that have none of their own.',
    { code: keyField(CODE), name: neededField(TITLE), parameters: VALUES_FIELD },
    {
      entry: { code: 'COTTON', name: 'Combed cotton', parameters: { knit_waste_pct: 2.5 } },
      changes: { parameters: { knit_waste_pct: null, yarn: 'RING-40' } },
    },
  ),
  deleted: UNLESS_USED,
};
