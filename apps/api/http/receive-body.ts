import type { NextFunction, Request, Response } from 'express';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { pipeline, Readable, type Transform } from 'node:stream';
import { CostingError } from '#platform';
import { hasBody } from './admit-request.js';
import { ClientGone } from './client-gone.js';

/** How fast a body must come. */
export interface Pace {
  /** In which all of it must be there. */
  readonly secondsMax: number;
  /** In each `seconds` at least `bytesMin`, or the end. */
  readonly atLeast?: { readonly bytesMin: number; readonly seconds: number };
}

const INFLATE: ReadonlyMap<string, () => Transform> = new Map<string, () => Transform>([
  ['gzip', createGunzip],
  ['deflate', createInflate],
  ['br', createBrotliDecompress],
]);

/** Clients that sent `Expect: 100-continue` and were not told to go on. */
const waiting = new WeakSet<IncomingMessage>();

/** Tells a client that asks whether to send its body to go on only when the body is read: a refusal comes without it. */
export function awaitContinue(server: Server): void {
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    waiting.add(request);
    server.emit('request', request, response);
  });
}

/**
 * The bytes of a body as they come. Throws `BODY_TOO_SLOW` (408) when they come slower than `pace`, and `ClientGone` when
 * the body ends early. The request is not destroyed when it is left early: the answer goes by the same connection.
 */
export async function* receivedBytes(request: Request, response: Response, pace: Pace): AsyncGenerator<Buffer> {
  if (waiting.delete(request)) response.writeContinue();
  const chunks = request.iterator({ destroyOnReturn: false })[Symbol.asyncIterator]();
  let [bytes, counted] = [0, 0];
  let tooSlow: (error: CostingError) => void;
  const late = new Promise<never>((_resolve, reject) => (tooSlow = reject));
  late.catch(() => undefined);
  const whole = setTimeout(() => tooSlow(bodyTooLate(pace.secondsMax)), pace.secondsMax * 1_000);
  const { atLeast } = pace;
  const look = (): void => {
    if (bytes - counted < atLeast!.bytesMin) tooSlow(bodyStalled(atLeast!));
    counted = bytes;
  };
  const watch = atLeast && setInterval(look, atLeast.seconds * 1_000);
  try {
    for (;;) {
      const coming = chunks.next().catch((error: unknown) => {
        // Only the client can make a request fail.
        throw new ClientGone(undefined, { cause: error });
      });
      coming.catch(() => undefined);
      const chunk = await Promise.race([coming, late]);
      if (chunk.done) break;
      bytes += (chunk.value as Buffer).length;
      yield chunk.value as Buffer;
    }
    if (!request.complete) throw new ClientGone();
  } finally {
    clearTimeout(whole);
    clearInterval(watch);
  }
}

/** The bytes as they were before a client compressed them. */
function inflated(request: Request, bytes: AsyncIterable<Buffer>): AsyncIterable<Buffer> {
  const encoding = (request.headers['content-encoding'] ?? 'identity').toLowerCase();
  if (encoding === 'identity') return bytes;
  const inflate = INFLATE.get(encoding);
  if (!inflate) {
    const message = `Send the body as it is, or compressed by ${[...INFLATE.keys()].join(', ')}; not by '${encoding}'.`;
    throw new CostingError('UNSUPPORTED_MEDIA_TYPE', message, { httpStatus: 415 });
  }
  return pipeline(Readable.from(bytes), inflate(), () => undefined);
}

/**
 * Reads bodies of these media types into `request.body`, as bytes, at most `bytesMax` of them also when they are
 * compressed, within `secondsMax`. One that is announced too large is refused before it comes (413).
 */
export function receiveBody(types: readonly string[], bytesMax: number, secondsMax: number) {
  const receive = async (request: Request, response: Response): Promise<Buffer> => {
    if (Number(request.headers['content-length'] ?? 0) > bytesMax) throw bodyTooLarge(bytesMax);
    const chunks: Buffer[] = [];
    let bytes = 0;
    for await (const chunk of inflated(request, receivedBytes(request, response, { secondsMax }))) {
      bytes += chunk.length;
      if (bytes > bytesMax) throw bodyTooLarge(bytesMax);
      chunks.push(chunk);
    }
    return Buffer.concat(chunks);
  };
  return (request: Request, response: Response, next: NextFunction): void => {
    if (!hasBody(request) || !request.is([...types])) return next();
    receive(request, response).then(
      (body) => {
        request.body = body;
        next();
      },
      (error: unknown) => next(isZlibError(error) ? malformedEncoding(error) : error),
    );
  };
}

const isZlibError = (error: unknown): error is Error =>
  /^(Z_|ERR__ERROR_|ERR_PADDING|ERR_BROTLI)/.test(String((error as { code?: unknown }).code));

const malformedEncoding = ({ message }: Error): CostingError =>
  new CostingError('MALFORMED_ENCODING', `The body is not compressed as Content-Encoding says: ${message}.`, {
    httpStatus: 400,
  });

const bodyTooLate = (seconds: number): CostingError =>
  bodyTooSlow(`The body did not come in time: all of it must arrive within ${seconds.toLocaleString('en')} s.`);

const bodyStalled = ({ bytesMin, seconds }: NonNullable<Pace['atLeast']>): CostingError => {
  const [bytes, time] = [bytesMin, seconds].map((count) => count.toLocaleString('en'));
  return bodyTooSlow(`The body did not come in time: fewer than ${bytes} bytes arrived within ${time} s.`);
};

const bodyTooSlow = (message: string): CostingError => new CostingError('BODY_TOO_SLOW', message, { httpStatus: 408 });

/** A body of more than `bytesMax`. */
export const bodyTooLarge = (bytesMax: number): CostingError =>
  new CostingError('BODY_TOO_LARGE', `A body may have at most ${bytesMax.toLocaleString('en')} bytes here.`, {
    httpStatus: 413,
  });

/** Of a JSON body. */
export const JSON_BYTES_MAX = 1_048_576;
