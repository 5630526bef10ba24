import { Inject, Injectable } from '@nestjs/common';
import type { Response } from 'express';
import { type Database, type ExportFormat, type ExportOutput, exportSummaries, Turns } from '#database';
import { CostingError } from '#platform';
import { isHead } from '../http/answer-headers.js';
import { responseOutput } from '../http/response-output.js';
import { DATABASE } from '../tokens.js';

/** Each holds two connections of its own and keeps a core busy. */
const AT_ONCE = 2;
const STALLED_MS = 60_000;

const TYPES: Readonly<Record<ExportFormat, string>> = {
  csv: 'text/csv; charset=utf-8; header=present',
  ndjson: 'application/x-ndjson; charset=utf-8',
};

/** Streams exports, few at a time, by connections that nobody else waits for. */
@Injectable()
export class SummaryExports {
  private readonly turns = new Turns(AT_ONCE, 0, tooManyExports);

  constructor(@Inject(DATABASE) private readonly database: Database) {}

  /** Throws NOTHING_RELEASED, TOO_MANY_EXPORTS, before the first byte; after it a fault breaks the connection. */
  async stream(format: ExportFormat, response: Response): Promise<void> {
    const begin = (): void => {
      response.status(200).setHeader('Content-Type', TYPES[format]);
      response.setHeader('Content-Disposition', `attachment; filename="cost-summaries.${format}"`);
    };
    const output = isHead(response.req) ? headersOnly(begin) : responseOutput(response, STALLED_MS, begin);
    try {
      await this.turns.take(() => exportSummaries(this.database, output, { format }));
    } catch (error) {
      if (!(error instanceof HeadersKnown)) throw error;
    }
    // Of an empty ndjson nothing was written yet.
    if (!response.headersSent) begin();
    response.end();
  }
}

class HeadersKnown extends Error {}

/** Ends an export with its first byte: whether there is one decides the headers. */
const headersOnly = (begin: () => void): ExportOutput => ({
  write() {
    begin();
    throw new HeadersKnown();
  },
});

function tooManyExports(): CostingError {
  const message = `${AT_ONCE} exports are running, which is as many as there may be: try again when one has ended.`;
  return new CostingError('TOO_MANY_EXPORTS', message, { httpStatus: 429 });
}
