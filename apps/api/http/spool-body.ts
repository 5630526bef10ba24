import type { Request, Response } from 'express';
import { open, rm, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CostingError } from '#platform';
import { ClientGone } from './client-gone.js';

/** A body of which nothing comes for so long is not waited for. */
const STALLED_MS = 60_000;

/**
 * Runs `work` with a body that lies in a file called `name`, for what must be read twice or is too large for memory; the
 * file is gone afterwards, whatever happens. Throws BODY_TOO_LARGE (413), and `ClientGone` when the body ends early.
 */
export async function withSpooledBody<T>(
  request: Request,
  response: Response,
  { name, bytesMax }: { readonly name: string; readonly bytesMax: number },
  work: (path: string) => Promise<T>,
): Promise<T> {
  // What is left of a refused body is not read: the connection ends with the answer.
  const refuse = (): never => {
    response.setHeader('Connection', 'close');
    throw tooLarge(bytesMax);
  };
  if (Number(request.headers['content-length'] ?? 0) > bytesMax) refuse();
  const folder = await mkdtemp(join(tmpdir(), 'costing-upload-'));
  try {
    const path = join(folder, name);
    if (!(await spool(request, path, bytesMax))) refuse();
    return await work(path);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** false: there is more than `bytesMax`. */
async function spool(request: Request, path: string, bytesMax: number): Promise<boolean> {
  const file = await open(path, 'wx', 0o600);
  const stalled = (): void => void request.destroy();
  request.socket.setTimeout(STALLED_MS, stalled);
  try {
    let bytes = 0;
    // Not destroyed when left early: that would close the socket that the answer goes by.
    for await (const chunk of received(request)) {
      bytes += chunk.length;
      if (bytes > bytesMax) return false;
      await file.writeFile(chunk);
    }
    if (!request.complete) throw new ClientGone();
    return true;
  } finally {
    request.socket.setTimeout(0).off('timeout', stalled);
    await file.close();
  }
}

async function* received(request: Request): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of request.iterator({ destroyOnReturn: false })) yield chunk as Buffer;
  } catch (error) {
    // Of the request nothing but its client can fail.
    throw new ClientGone(undefined, { cause: error });
  }
}

const tooLarge = (bytesMax: number): CostingError =>
  new CostingError(
    'BODY_TOO_LARGE',
    `An import may have at most ${bytesMax.toLocaleString('en')} bytes: send it in parts.`,
    {
      httpStatus: 413,
    },
  );
