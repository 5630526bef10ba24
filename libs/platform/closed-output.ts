/** What a shell reports of a program that SIGPIPE ended: 128 + 13. */
const BROKEN_PIPE = 141;

let tellClosed: () => void;

/** Resolves when nobody reads standard output any more; commands that run until they are stopped end then. */
export const outputClosed = new Promise<void>((resolve) => (tellClosed = resolve));

/**
 * Lets a program whose reader leaves (`| head -2`) end as a Unix tool does: without a word, with exit code 141. What it has begun
 * in the database is finished first, and an exit code that says more is kept. Standard error without a reader changes nothing.
 * An output that cannot be written for another reason (a full disk) is an error, exit code 1. To be called once, at the start.
 */
export function endWithItsReader(): void {
  let isReported = false;
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exitCode ??= BROKEN_PIPE;
    else {
      process.exitCode = 1;
      if (!isReported) process.stderr.write(`error: the output cannot be written: ${error.message}\n`);
      isReported = true;
    }
    tellClosed();
  });
  process.stderr.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') process.exitCode = 1;
  });
}
