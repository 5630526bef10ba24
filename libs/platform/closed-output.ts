let tellClosed: () => void;

/** Resolves when nobody reads standard output any more; commands that run until they are stopped end then. */
export const outputClosed = new Promise<void>((resolve) => (tellClosed = resolve));

/**
 * Ends a program whose reader closes the pipe (`| head -2`) without a message. That is no failure: the exit code is 0 unless
 * the command sets another one. Work in the database is finished first. A standard error without a reader changes nothing.
 * An output that cannot be written for another reason (a full disk) is an error, exit code 1. Call it once, at the start.
 */
export function endWithItsReader(): void {
  let isReported = false;
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') {
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
