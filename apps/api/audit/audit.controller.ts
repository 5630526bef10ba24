import { Controller, Get, Inject, Query } from '@nestjs/common';
import { type AuditEntry, type Database, listAudit } from '#database';
import { Allow } from '../access/allow.js';
import { Operation } from '../openapi/operation.js';
import { DATABASE } from '../tokens.js';
import { AUDIT_PAGE } from './audit.schema.js';
import { LIMIT_DEFAULT } from '../http/list-query.dto.js';
import { ListAuditDto } from './audit.dto.js';

@Allow('admin')
@Controller('audit')
export class AuditController {
  constructor(@Inject(DATABASE) private readonly database: Database) {}

  @Operation('listAudit', {
    summary: 'Who changed what, newest first',
    description: 'Each change of the catalogue and each action on a job, with what there was before and after.',
    query: ListAuditDto,
    answers: { 200: AUDIT_PAGE },
  })
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
