import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { cp, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PROJECT_ROOT, readConfig } from '#platform';

export interface CommandResult {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * The program as built, in a folder of its own with a `.data` of its own: what runs there disturbs neither the
 * checkout's database nor other tests. Needs a current `dist`.
 */
export class Installation {
  private constructor(readonly folder: string) {}

  static async create(): Promise<Installation> {
    const folder = await mkdtemp(join(tmpdir(), 'costing-installation-'));
    for (const part of ['dist', 'migrations', 'package.json']) {
      await cp(join(PROJECT_ROOT, part), join(folder, part), { recursive: true });
    }
    await symlink(join(PROJECT_ROOT, 'node_modules'), join(folder, 'node_modules'));
    return new Installation(folder);
  }

  /** The configuration of the programs in the folder: no DATABASE_URL, the embedded server in its `.data`. */
  get config(): ReturnType<typeof readConfig> {
    const config = readConfig({});
    return { ...config, database: { ...config.database, dataFolder: join(this.folder, '.data') } };
  }

  /** Runs a command to its end. */
  run(...args: readonly string[]): Promise<CommandResult> {
    return new Promise((resolve) => {
      execFile(
        process.execPath,
        this.argv(args),
        { env: this.environment(), maxBuffer: 1 << 28 },
        (error, stdout, stderr) =>
          resolve({ exitCode: error ? ((error.code as number | undefined) ?? null) : 0, stdout, stderr }),
      );
    });
  }

  /** Starts a command that the test ends. */
  start(...args: readonly string[]): ChildProcess {
    return spawn(process.execPath, this.argv(args), { env: this.environment(), stdio: ['ignore', 'pipe', 'pipe'] });
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }

  private argv(args: readonly string[]): string[] {
    return [join(this.folder, 'dist', 'apps', 'cli', 'main.js'), ...args];
  }

  private environment(): NodeJS.ProcessEnv {
    const environment = { ...process.env };
    delete environment['DATABASE_URL'];
    return environment;
  }
}
