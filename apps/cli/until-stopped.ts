import type { Database } from '#database';
import type { KeptProgram } from './kept-program.js';
import { outputClosed } from '#platform';
import { writeRemark } from './output.js';

const WATCH_MS = 1_000;

/**
 * Runs `start`, then waits for Ctrl-C, SIGTERM, the end of the terminal or of the reader of its output, meanwhile bringing the embedded database back
 * should it die; stops all programs before it returns, also when `start` throws. A second Ctrl-C does not wait: the
 * programs notice that they are alone, and the next start finds the database.
 */
export async function untilStopped(
  database: Database,
  programs: readonly KeptProgram[],
  start: () => Promise<void> | void,
): Promise<void> {
  const stopWatching = watch(database);
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  let stop: (signal?: NodeJS.Signals) => void = () => undefined;
  let stopSignal: 'SIGTERM' | 'SIGINT' = 'SIGINT';
  const stopped = new Promise<void>((resolve) => {
    stop = (signal) => {
      // A supervisor's signal, after which requests may still come, goes on as it is; a person waits for nothing.
      if (signal === 'SIGTERM') stopSignal = signal;
      resolve();
    };
  });
  for (const signal of signals) process.once(signal, stop);
  void outputClosed.then(() => stop());
  try {
    await Promise.race([start(), stopped]);
    await stopped;
  } finally {
    stopWatching();
    await Promise.all(programs.map((program) => program.stop(stopSignal)));
    for (const signal of signals) process.off(signal, stop);
  }
}

/** A server elsewhere has somebody else to look after it. */
function watch(database: Database): () => void {
  if (!database.embedded) return () => undefined;
  let looking = false;
  let said = '';
  const look = async (): Promise<void> => {
    if (looking) return;
    looking = true;
    try {
      await database.ensureRunning();
      said = '';
    } catch (error) {
      const { message } = error as Error;
      if (message !== said) writeRemark(message);
      said = message;
    } finally {
      looking = false;
    }
  };
  const timer = setInterval(() => void look(), WATCH_MS);
  return () => clearInterval(timer);
}
