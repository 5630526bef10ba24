import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { TestDatabase } from './postgres.js';

const run = promisify(execFile);

/** The command line's program as built in `dist`. */
export const CLI_MAIN = 'dist/apps/cli/main.js';

export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export const environmentOf = ({ url }: TestDatabase): NodeJS.ProcessEnv => ({ ...process.env, DATABASE_URL: url });

/** Runs one command on a test database; an exit code is an outcome, not an error. */
export async function costing(database: TestDatabase, ...args: string[]): Promise<Outcome> {
  try {
    const options = { env: environmentOf(database), maxBuffer: 1 << 26 };
    return { code: 0, ...(await run(process.execPath, [CLI_MAIN, ...args], options)) };
  } catch (error) {
    return error as Outcome;
  }
}
