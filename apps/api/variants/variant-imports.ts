import { Inject, Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { type Database, dropConnection, importCatalogue, noticeLostClient, type PartCounts, Turns } from '#database';
import { type Config, CostingError } from '#platform';
import { ClientGone } from '../http/client-gone.js';
import { withSpooledBody } from '../http/spool-body.js';
import { CONFIG, DATABASE } from '../tokens.js';

/** One imports, the other is received meanwhile. */
const AT_ONCE = 2;
const NOTHING: PartCounts = { inserted: 0, updated: 0, unchanged: 0 };
const TYPES: Readonly<Record<string, string>> = {
  'text/csv': 'variants.csv',
  'application/x-ndjson': 'variants.ndjson',
};

/** Imports variants as the command does. Whoever goes away before the answer has imported nothing. */
@Injectable()
export class VariantImports {
  private readonly turns = new Turns(AT_ONCE, 0, tooManyImports);

  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Throws INVALID_INPUT with lines, UNSUPPORTED_MEDIA_TYPE, BODY_TOO_LARGE, TOO_MANY_IMPORTS. */
  run(request: Request, response: Response): Promise<PartCounts> {
    const name = nameOf(request);
    const { importBytesMax: bytesMax } = this.config.api;
    return this.turns.take(() =>
      withSpooledBody(request, response, { name, bytesMax }, (path) => this.import(path, name, response)),
    );
  }

  private async import(path: string, name: string, response: Response): Promise<PartCounts> {
    const client = await this.database.connect('costing import');
    const abandon = (): void => dropConnection(client);
    response.once('close', abandon);
    try {
      if (response.destroyed) throw new ClientGone();
      await noticeLostClient(client);
      const { variants } = await importCatalogue(client, [path], { title: name, onlyVariants: true });
      return variants ?? NOTHING;
    } catch (error) {
      throw response.destroyed ? new ClientGone(undefined, { cause: error }) : error;
    } finally {
      response.off('close', abandon);
      if (!response.destroyed) await client.end();
    }
  }
}

function nameOf({ headers }: Request): string {
  const type = /^[^;\s]*/.exec(headers['content-type'] ?? '')![0].toLowerCase();
  const name = TYPES[type];
  const encoding = headers['content-encoding'] ?? 'identity';
  if (name !== undefined && encoding === 'identity') return name;
  const message = `Send variants as ${Object.keys(TYPES).join(' or ')}, in UTF-8 and not compressed.`;
  throw new CostingError('UNSUPPORTED_MEDIA_TYPE', message, { httpStatus: 415 });
}

function tooManyImports(): CostingError {
  const message = `${AT_ONCE} imports are running, which is as many as there may be: try again when one has ended.`;
  return new CostingError('TOO_MANY_IMPORTS', message, { httpStatus: 429 });
}
