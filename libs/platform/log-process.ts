import type { Log } from './log.js';

/** Warnings of Node itself become lines of the log, which are JSON, instead of text beside them. */
export function logWarnings(log: Log): void {
  process.removeAllListeners('warning');
  process.on('warning', (warning) => log.warn({ warning: warning.name }, warning.message));
}

/**
 * What no part of a service caught becomes a line of its log, with the stack; then `exit` ends the process, whose state is
 * unknown. A promise that was rejected unheard comes here, too.
 */
export function logUncaught(log: Log, exit: () => void): void {
  process.on('uncaughtException', (error, origin) => {
    log.fatal({ err: error, origin }, 'an error was not handled: the process ends');
    exit();
  });
}

/**
 * The last line of a service that an error ends: in its log, or as text where a command started it, whose terminal a person
 * reads. `message` is written for that person.
 */
export function logFatal(log: Log, message: string): void {
  if (process.send) process.stderr.write(`${message}\n`);
  else log.fatal(message);
}
