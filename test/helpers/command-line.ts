import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll } from 'vitest';
import { testDatabase, type TestDatabase } from './postgres.js';

const run = promisify(execFile);

/** The command line's program as built in `dist`. */
export const CLI_MAIN = 'dist/apps/cli/main.js';

export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The command line on a database of one spec file's own, and a folder for its files. */
export class CommandLine {
  private readonly folder = mkdtempSync(join(tmpdir(), 'costing-cli-'));
  private opened: TestDatabase | null = null;

  /** To be called outside of tests: everything is there before the first one and gone after the last. */
  static forThisFile(): CommandLine {
    const line = new CommandLine();
    beforeAll(async () => {
      line.opened = await testDatabase();
    });
    afterAll(async () => {
      rmSync(line.folder, { recursive: true });
      await line.opened?.close();
    });
    return line;
  }

  get pool(): TestDatabase['pool'] {
    return this.opened!.pool;
  }

  /** What programs find the database by. */
  get env(): NodeJS.ProcessEnv {
    return { ...process.env, DATABASE_URL: this.opened!.url };
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  /** Writes a file and gives its path. */
  file(name: string, content: string): string {
    writeFileSync(this.path(name), content);
    return this.path(name);
  }

  /** Runs one command; an exit code is an outcome, not an error. */
  readonly costing = (...args: string[]): Promise<Outcome> => runCommand(this.opened!.url, args);
}

/** Runs one command on the database of that address. */
export async function runCommand(
  url: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Outcome> {
  try {
    const options = { env: { ...process.env, DATABASE_URL: url, ...environment }, maxBuffer: 1 << 26 };
    return { code: 0, ...(await run(process.execPath, [CLI_MAIN, ...args], options)) };
  } catch (error) {
    return error as Outcome;
  }
}
