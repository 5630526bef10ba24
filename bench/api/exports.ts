import { get, type IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

const SLOW_PAUSE_MS = 200;

const open = (url: string): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    get(`${url}/api/v1/cost-summaries/export`, resolve).on('error', reject);
  });

/** Reads a whole export as fast as it comes; gives its rows and seconds. */
export async function readExport(url: string): Promise<{ readonly rows: number; readonly seconds: number }> {
  const started = performance.now();
  const response = await open(url);
  if (response.statusCode !== 200) throw new Error(`the export was answered ${response.statusCode}`);
  let lines = 0;
  for await (const part of response as AsyncIterable<Buffer>) {
    for (let at = part.indexOf(10); at >= 0; at = part.indexOf(10, at + 1)) lines++;
  }
  return { rows: lines - 1, seconds: (performance.now() - started) / 1000 };
}

/** Begins an export and reads a piece of it five times a second, until the signal ends it. */
export async function readSlowly(url: string, signal: AbortSignal): Promise<void> {
  const response = await open(url);
  try {
    for await (const _part of response) {
      if (signal.aborted) return;
      await sleep(SLOW_PAUSE_MS);
    }
  } finally {
    response.destroy();
  }
}
