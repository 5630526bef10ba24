import { systemProgram } from './system-program.js';

const ABSENT =
  'Tests of task transport need the program nats-server, 2.9 or newer, on PATH: install it with `apt-get install ' +
  'nats-server` (Debian, Ubuntu), `brew install nats-server` (macOS), or from the releases of nats-io/nats-server.';

/** The file of nats-server, installed where that is possible; else an error that says what to install. */
export const natsExecutable = (): Promise<string> => systemProgram('nats-server', ABSENT);
