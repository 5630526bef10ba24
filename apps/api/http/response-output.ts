import type { Response } from 'express';
import type { ExportOutput } from '#database';
import { ClientGone } from './client-gone.js';

/**
 * A streamed answer that waits for its client. One that takes nothing for `stalledMs` is cut off: what is read for it
 * keeps the server from cleaning up. `onFirst`: before the first byte; until then an error can still be answered.
 */
export function responseOutput(response: Response, stalledMs: number, onFirst: () => void): ExportOutput {
  let isFirst = true;
  // Several chunks may wait at once, but two listeners serve all: the compressing stream never lets go of one.
  const waiting = new Set<() => void>();
  const settleAll = (): void => {
    for (const settle of waiting) settle();
    waiting.clear();
  };
  response.on('drain', settleAll).on('close', settleAll);
  const drained = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(() => response.destroy(), stalledMs);
      waiting.add(() => {
        clearTimeout(timer);
        if (response.destroyed) reject(new ClientGone());
        else resolve();
      });
    });
  return {
    write(chunk) {
      if (response.destroyed) throw new ClientGone();
      if (isFirst) onFirst();
      isFirst = false;
      return response.write(chunk) ? null : drained();
    },
  };
}
