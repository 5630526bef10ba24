import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { systemProgram } from '../helpers/system-program.js';

const run = promisify(execFile);
const OUTPUT_BYTES_MAX = 1 << 26;
const ABSENT = (name: string): string =>
  `Building the image without a container engine needs ${name}, as root: install it with \`apt-get install ${name}\` ` +
  '(Debian, Ubuntu). With an engine use `docker build .` instead.';

/** Throws, with what to install, when a program is missing and cannot be installed. */
export const builder = (name: 'buildah' | 'debootstrap'): Promise<string> => systemProgram(name, ABSENT(name));

export interface Mount {
  readonly from: string;
  readonly to: string;
  readonly writable?: boolean;
}

export interface RunOptions {
  readonly environment?: Readonly<Record<string, string>>;
  readonly mounts?: readonly Mount[];
}

/** buildah with images and containers below one folder, nothing of it shared with the machine's own. */
export class Buildah {
  private constructor(
    private readonly program: string,
    private readonly folder: string,
  ) {}

  static async below(folder: string): Promise<Buildah> {
    if (process.getuid?.() !== 0) throw new Error('Building the image without a container engine needs root.');
    return new Buildah(await builder('buildah'), folder);
  }

  /** Runs one command of buildah to its end and gives its standard output. */
  async do(...args: readonly string[]): Promise<string> {
    const options = { env: this.environment, maxBuffer: OUTPUT_BYTES_MAX };
    const { stdout } = await run(this.program, [...this.storage, ...args], options);
    return stdout.trim();
  }

  /** Runs a command in a container to its end, as the image's user; gives its standard output. */
  run(container: string, command: readonly string[], options: RunOptions = {}): Promise<string> {
    return this.do(...runArguments(container, command, options));
  }

  /** Starts a command in a container; its output goes to `file`. */
  start(container: string, command: readonly string[], options: RunOptions, file: number): ChildProcess {
    const args = [...this.storage, ...runArguments(container, command, options)];
    return spawn(this.program, args, { env: this.environment, stdio: ['ignore', file, file] });
  }

  private get environment(): NodeJS.ProcessEnv {
    // Neither storage driver nor isolation needs more than root: no user namespaces, no overlay mounts, no run-time.
    return { ...process.env, STORAGE_DRIVER: 'vfs', BUILDAH_ISOLATION: 'chroot' };
  }

  private get storage(): readonly string[] {
    return ['--root', join(this.folder, 'storage'), '--runroot', join(this.folder, 'run')];
  }
}

function runArguments(container: string, command: readonly string[], options: RunOptions): string[] {
  const environment = Object.entries(options.environment ?? {}).flatMap(([name, value]) => [
    '--env',
    `${name}=${value}`,
  ]);
  const mounts = (options.mounts ?? []).flatMap(({ from, to, writable }) => [
    '--volume',
    `${from}:${to}:${writable ? 'rw' : 'ro'}`,
  ]);
  return ['run', ...environment, ...mounts, container, '--', ...command];
}
