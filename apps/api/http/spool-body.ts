import type { Request, Response } from 'express';
import { createHash } from 'node:crypto';
import { mkdtemp, open, readdir, rm } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { processFacts } from '#database';
import type { Log } from '#platform';
import { bodyTooLarge, type Pace, receivedBytes } from './receive-body.js';

const PREFIX = 'costing-upload';
const FOLDER = /^costing-upload-([0-9a-f]{8})-(\d+)-([0-9a-f]{8})-/;

const digest = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 8);
/** Of this machine or container: processes of another one that shares the folder cannot be seen from here. */
const MACHINE = digest(hostname());

/**
 * Runs `work` with a body that lies in a file called `name`, for what must be read twice or is too large for memory; the
 * file is gone afterwards, whatever happens. Throws BODY_TOO_LARGE (413), also before anything is received when the body is
 * announced too large, and what `receivedBytes` throws.
 */
export async function withSpooledBody<T>(
  request: Request,
  response: Response,
  { name, bytesMax, pace }: { readonly name: string; readonly bytesMax: number; readonly pace: Pace },
  work: (path: string) => Promise<T>,
): Promise<T> {
  if (Number(request.headers['content-length'] ?? 0) > bytesMax) throw bodyTooLarge(bytesMax);
  const folder = await mkdtemp(join(tmpdir(), `${PREFIX}-${MACHINE}-${process.pid}-${startOf(process.pid)}-`));
  try {
    const path = join(folder, name);
    await spool(receivedBytes(request, response, pace), path, bytesMax);
    return await work(path);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function spool(chunks: AsyncIterable<Buffer>, path: string, bytesMax: number): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    let bytes = 0;
    for await (const chunk of chunks) {
      bytes += chunk.length;
      if (bytes > bytesMax) throw bodyTooLarge(bytesMax);
      await file.writeFile(chunk);
    }
  } finally {
    await file.close();
  }
}

/** Removes the bodies of processes of this machine that were killed before they could do so. */
export async function removeAbandonedBodies(log: Log): Promise<void> {
  for (const name of await readdir(tmpdir()).catch(() => [])) {
    const [, machine, pid, startedAt] = FOLDER.exec(name) ?? [];
    if (machine !== MACHINE || startOf(Number(pid)) === startedAt) continue;
    try {
      await rm(join(tmpdir(), name), { recursive: true, force: true });
      log.info(`removed ${name}, an upload to an API that was killed`);
    } catch (error) {
      log.warn(`${join(tmpdir(), name)} is left of an API that was killed and cannot be removed: ${String(error)}`);
    }
  }
}

/** When a process started, opaque; null: there is none of this number. */
function startOf(pid: number): string | null {
  const facts = processFacts(pid);
  return facts && digest(facts.startedAt);
}
