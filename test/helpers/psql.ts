import { systemProgram } from './system-program.js';

const ABSENT =
  'Tests of scripts that operators run need the program psql on PATH: install it with `apt-get install postgresql-client` ' +
  '(Debian, Ubuntu) or `brew install libpq` (macOS).';

/** The file of psql, of any version, installed where that is possible; else an error that says what to install. */
export const psqlExecutable = (): Promise<string> => systemProgram('psql', ABSENT, { packages: ['postgresql-client'] });
