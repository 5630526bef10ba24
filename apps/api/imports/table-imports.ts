import { Inject, Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import {
  type Database,
  dropConnection,
  importCatalogue,
  importDocument,
  noticeLostClient,
  type PartCounts,
  Turns,
} from '#database';
import { type Config, CostingError } from '#platform';
import { callerOf } from '../access/caller.js';
import { ClientGone } from '../http/client-gone.js';
import { withSpooledBody } from '../http/spool-body.js';
import { CONFIG, DATABASE } from '../tokens.js';
import { type ImportVariantsDto, readOptions } from './imports.dto.js';
import type { ImportAnswer } from './imports.schema.js';

/** One writes, the other one reads its file meanwhile. */
const AT_ONCE = 2;
/** Bodies that are received, wait for their turn or are imported; each lies on the disk. */
const BODIES_MAX = 4;
/** Of one key: its slow bodies keep nobody else from importing. */
const BODIES_OF_KEY_MAX = 2;
/** A slower body holds a place that others could have. */
const BYTES_A_SECOND_MIN = 1_000;
/** The other one may be large; a lock that is held longer was forgotten by its holder. */
const LOCK_SECONDS_MAX = 600;
const NOTHING: PartCounts = { inserted: 0, updated: 0, unchanged: 0 };

/** What a route imports: the part, and file names by media type. */
export interface ImportedTable {
  readonly part: 'variants' | 'price_rates';
  readonly files: Readonly<Record<string, string>>;
}

/** Imports bodies as the command does files. Whoever goes away before the answer has imported nothing. */
@Injectable()
export class TableImports {
  private readonly turns = new Turns(AT_ONCE, LOCK_SECONDS_MAX * 1_000, tooManyImports);
  /** Names of the callers of bodies. */
  private readonly callers: string[] = [];

  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Throws INVALID_INPUT with lines, UNSUPPORTED_MEDIA_TYPE, BODY_TOO_LARGE, TOO_MANY_IMPORTS. */
  run(request: Request, response: Response, table: ImportedTable, query: ImportVariantsDto): Promise<ImportAnswer> {
    const name = nameOf(request, table);
    const { importBytesMax: bytesMax, importBodySeconds: secondsMax, importStalledSeconds: seconds } = this.config.api;
    const pace = { secondsMax, atLeast: { seconds, bytesMin: seconds * BYTES_A_SECOND_MIN } };
    return this.inPlace(callerOf(request)!.name, () =>
      withSpooledBody(request, response, { name, bytesMax, pace }, (path) =>
        this.turns.take(() => this.import(path, response, { name, part: table.part, query })),
      ),
    );
  }

  private async inPlace<T>(caller: string, work: () => Promise<T>): Promise<T> {
    const { callers } = this;
    const own = callers.filter((name) => name === caller).length;
    if (own >= BODIES_OF_KEY_MAX || callers.length >= BODIES_MAX) throw tooManyImports();
    callers.push(caller);
    try {
      return await work();
    } finally {
      callers.splice(callers.indexOf(caller), 1);
    }
  }

  /** A client that closes its side counts as gone: nobody is told of an import that he may have given up. */
  private async import(
    path: string,
    response: Response,
    { name, part, query }: { readonly name: string; readonly query: ImportVariantsDto } & Pick<ImportedTable, 'part'>,
  ): Promise<ImportAnswer> {
    const client = await this.database.connect('costing import');
    const { socket } = response.req;
    const gone = (): void => void response.destroy();
    const abandon = (): void => dropConnection(client);
    socket.once('end', gone);
    response.once('close', abandon);
    try {
      if (response.destroyed || socket.readableEnded) throw new ClientGone();
      await noticeLostClient(client);
      const { timeZone, priceJumpPercent } = this.config;
      const report = await importCatalogue(client, [path], {
        title: name,
        only: part,
        lockSeconds: LOCK_SECONDS_MAX,
        read: readOptions(query),
        priceJumpPercent,
        ...(query.dry_run && { dryRun: { timeZone } }),
      });
      const { items } = report.counts;
      return { ...(report.counts[part] ?? NOTHING), ...(items && { items }), ...importDocument(report) };
    } catch (error) {
      throw response.destroyed || socket.readableEnded ? new ClientGone(undefined, { cause: error }) : error;
    } finally {
      socket.off('end', gone);
      response.off('close', abandon);
      if (!response.destroyed) await client.end();
    }
  }
}

function nameOf({ headers }: Request, { files }: ImportedTable): string {
  const type = /^[^;\s]*/.exec(headers['content-type'] ?? '')![0].toLowerCase();
  const name = files[type];
  const encoding = headers['content-encoding'] ?? 'identity';
  if (name !== undefined && encoding === 'identity') return name;
  const message = `Send the table as ${Object.keys(files).join(' or ')}, not compressed.`;
  throw new CostingError('UNSUPPORTED_MEDIA_TYPE', message, { httpStatus: 415 });
}

function tooManyImports(): CostingError {
  const message =
    `There may be ${BODIES_MAX} imports at a time, ${BODIES_OF_KEY_MAX} of one key, and they are at work: ` +
    'try again when one has ended.';
  return new CostingError('TOO_MANY_IMPORTS', message, { httpStatus: 429 });
}
