import { described, objectSchema, pageOf, TEXT, TIME } from '../openapi/schema.js';

const DOCUMENT = { type: ['object', 'null'], additionalProperties: true };

const AUDIT_ENTRY = objectSchema<Record<string, unknown>>(
  'AuditEntry',
  'What somebody did, written by the transaction that did it.',
  {
    id: TEXT,
    at: TIME,
    actor: described(TEXT, "A key's name; `api` without keys, `cli` for commands, else the database role."),
    db_role: TEXT,
    action: described(TEXT, '`INSERT`, `UPDATE`, `DELETE`, `IMPORT`; of jobs what was asked, or what became of them.'),
    subject: described(TEXT, 'The resource.'),
    key: described(TEXT, 'Its natural key; `*`: many.'),
    before: described(DOCUMENT, 'null: there was nothing.'),
    after: described(DOCUMENT, 'null: there is nothing any more.'),
    transaction_id: described(TEXT, 'Entries of one transaction share it.'),
  },
  {
    id: '118',
    at: '2026-06-30T17:59:00.000Z',
    actor: 'planning',
    db_role: 'costing_app',
    action: 'UPDATE',
    subject: 'price-rates',
    key: 'COTTON-CARDED 2026-06-01',
    before: { id: 7, item_id: 3, rate_value: 21500, effective_date: '2026-06-01' },
    after: { id: 7, item_id: 3, rate_value: 22800, effective_date: '2026-06-01' },
    transaction_id: '40117',
  },
);

export const AUDIT_PAGE = pageOf(AUDIT_ENTRY);
