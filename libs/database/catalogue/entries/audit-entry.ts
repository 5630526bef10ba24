import type { ClientBase } from 'pg';
import { writeAudit } from '../../sql/audit.js';
import type { EntryDocument } from './entry-documents.js';
import type { EntryPart } from './entry-parts.js';

/**
 * Records in the audit what somebody made of one entry; null: there was, or is, none. Only of variants: triggers see the
 * small tables, and would cost an import of millions of variants more than the import. What changes nothing is no entry.
 */
export async function auditEntry(
  client: ClientBase,
  { part }: EntryPart,
  before: EntryDocument | null,
  after: EntryDocument | null,
): Promise<void> {
  if (part !== 'variants' || JSON.stringify(before) === JSON.stringify(after)) return;
  const action = before === null ? 'INSERT' : after === null ? 'DELETE' : 'UPDATE';
  await writeAudit(client, { action, kind: part, key: (after ?? before)!['sku'] as string, before, after });
}
