import { Inject, Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { type Database, dropConnection, importCatalogue, noticeLostClient, type PartCounts, Turns } from '#database';
import { type Config, CostingError } from '#platform';
import { ClientGone } from '../http/client-gone.js';
import { withSpooledBody } from '../http/spool-body.js';
import { CONFIG, DATABASE } from '../tokens.js';

/** One imports, the other is received meanwhile. */
const AT_ONCE = 2;
/** A slower body holds a turn that others could have. */
const BYTES_A_SECOND_MIN = 1_000;
/** The other one may be large; a lock that is held longer was forgotten by its holder. */
const LOCK_SECONDS_MAX = 600;
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
    const { importBytesMax: bytesMax, importStalledSeconds } = this.config.api;
    const pace = { everyMs: importStalledSeconds * 1_000, bytesMin: importStalledSeconds * BYTES_A_SECOND_MIN };
    return this.turns.take(() =>
      withSpooledBody(request, response, { name, bytesMax, pace }, (path) => this.import(path, name, response)),
    );
  }

  /** A client that closes its side counts as gone: nobody is told of an import that he may have given up. */
  private async import(path: string, name: string, response: Response): Promise<PartCounts> {
    const client = await this.database.connect('costing import');
    const { socket } = response.req;
    const gone = (): void => void response.destroy();
    const abandon = (): void => dropConnection(client);
    socket.once('end', gone);
    response.once('close', abandon);
    try {
      if (response.destroyed || socket.readableEnded) throw new ClientGone();
      await noticeLostClient(client);
      const options = { title: name, onlyVariants: true, lockSeconds: LOCK_SECONDS_MAX };
      const { variants } = await importCatalogue(client, [path], options);
      return variants ?? NOTHING;
    } catch (error) {
      throw response.destroyed || socket.readableEnded ? new ClientGone(undefined, { cause: error }) : error;
    } finally {
      socket.off('end', gone);
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
