import pino, { type Logger } from 'pino';

export type Log = Logger;

/** Structured lines on stderr: stdout belongs to results. */
export function createLog(level: string, name: string): Log {
  return pino({ level, name }, pino.destination({ dest: 2, sync: true }));
}
