import { Controller, Get, Inject, Query } from '@nestjs/common';
import { type AuditEntry, type Database, listAudit } from '#database';
import { Allow } from '../access/allow.js';
import { DATABASE } from '../tokens.js';
import { LIMIT_DEFAULT, ListAuditDto } from './audit.dto.js';

@Allow('admin')
@Controller('audit')
export class AuditController {
  constructor(@Inject(DATABASE) private readonly database: Database) {}

  /** Who changed what, when, from what to what; newest first. */
  @Get()
  async list(@Query() { limit = LIMIT_DEFAULT, cursor, subject, key }: ListAuditDto): Promise<object> {
    const entries = await listAudit(this.database.pool, {
      limit: limit + 1,
      ...(cursor !== undefined && { beforeId: cursor }),
      ...(subject !== undefined && { kind: subject }),
      ...(key !== undefined && { key }),
    });
    const page = entries.slice(0, limit);
    return { data: page.map(auditDocument), next_cursor: entries.length > limit ? page.at(-1)!.id : null };
  }
}

function auditDocument({ id, at, actor, dbRole, action, kind, key, before, after, txid }: AuditEntry): object {
  return { id, at, actor, db_role: dbRole, action, subject: kind, key, before, after, transaction_id: txid };
}
