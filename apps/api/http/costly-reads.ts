import { Inject, Injectable } from '@nestjs/common';
import type { Response } from 'express';
import { type Database, Turns } from '#database';
import { CostingError } from '#platform';
import { DATABASE_REPORTS } from '../tokens.js';
import { ClientGone } from './client-gone.js';

/** A read of every variant keeps a core of PostgreSQL busy for a second per two million. */
const PASSES_AT_ONCE = 1;
/** A read of up to ten thousand variants, or of all prices, formulas and yarns. */
const SCANS_AT_ONCE = 2;
const WAIT_SECONDS_MAX = 10;

/**
 * Reads that cost much more than a look-up have connections of their own and are done a few at a time; the others wait up to
 * ten seconds and are then refused with `TOO_MANY_REPORTS` (429). So look-ups never wait for them.
 */
@Injectable()
export class CostlyReads {
  private readonly passes = new Turns(PASSES_AT_ONCE, WAIT_SECONDS_MAX * 1_000, tooManyReports);
  private readonly scans = new Turns(SCANS_AT_ONCE, WAIT_SECONDS_MAX * 1_000, tooManyReports);

  constructor(@Inject(DATABASE_REPORTS) private readonly database: Database) {}

  /** A read of every variant. */
  pass<T>(response: Response, work: (database: Database) => Promise<T>): Promise<T> {
    return this.passes.take(() => this.whileWanted(response, work));
  }

  /** A read of some thousand variants, or of the whole catalogue without its variants. */
  scan<T>(response: Response, work: (database: Database) => Promise<T>): Promise<T> {
    return this.scans.take(() => this.whileWanted(response, work));
  }

  private async whileWanted<T>(response: Response, work: (database: Database) => Promise<T>): Promise<T> {
    if (response.destroyed) throw new ClientGone();
    return work(this.database);
  }
}

function tooManyReports(): CostingError {
  const message = 'Too many reports are being made. Try again when one of them has ended.';
  return new CostingError('TOO_MANY_REPORTS', message, { httpStatus: 429, retryAfterSeconds: WAIT_SECONDS_MAX });
}
