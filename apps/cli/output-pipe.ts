import type { ExportOutput } from '#database';

/** The reader of the output is gone (`| head`): nothing is wrong, and nothing more is to be done. */
export class OutputClosed extends Error {}

/** Standard output for long exports: waits for a slow reader, and notices one that leaves. */
export function outputPipe(stream: NodeJS.WriteStream = process.stdout): ExportOutput {
  let failure: Error | null = null;
  stream.on('error', (error: NodeJS.ErrnoException) => {
    failure ??= error.code === 'EPIPE' ? new OutputClosed('the reader of the output is gone') : error;
  });
  return {
    write(chunk) {
      if (failure) throw failure;
      // Pipes and files are written at once; only where the system makes Node wait does `write` say so.
      if (stream.write(chunk)) return null;
      return new Promise((resolve, reject) => {
        const settle = (): void => {
          stream.off('drain', settle).off('error', settle).off('close', settle);
          // By the next turn the listener above has seen what happened.
          setImmediate(() => (failure ? reject(failure) : resolve()));
        };
        stream.once('drain', settle).once('error', settle).once('close', settle);
      });
    },
  };
}
