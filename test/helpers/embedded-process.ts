import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { PROJECT_ROOT } from '#platform';

/** A line that `embedded-app` wrote. */
export interface Answer {
  readonly ready?: number;
  readonly url?: string;
  readonly failed?: string;
  readonly message?: string;
  readonly done?: string;
}

/** A process of its own (the build in `dist`) that opens the embedded database in a folder. */
export class EmbeddedProcess {
  private readonly child: ChildProcess;
  private readonly lines: AsyncIterator<string>;

  constructor(dataFolder: string, applicationName = 'costing test') {
    const script = join(PROJECT_ROOT, 'dist', 'test', 'helpers', 'embedded-app.js');
    this.child = spawn(process.execPath, [script, dataFolder, applicationName], { stdio: ['pipe', 'pipe', 'ignore'] });
    const { stdout } = this.child;
    if (!stdout) throw new Error('no standard output');
    this.lines = createInterface({ input: stdout })[Symbol.asyncIterator]();
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  async answer(): Promise<Answer> {
    const line = (await this.lines.next()) as IteratorResult<string, undefined>;
    if (line.value === undefined) throw new Error('the process ended without an answer');
    return JSON.parse(line.value) as Answer;
  }

  async ask(command: string): Promise<Answer> {
    this.child.stdin?.write(`${command}\n`);
    return this.answer();
  }

  /** `kill -9`, and waits for the end. */
  async kill(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await ended;
  }
}

/** The pid that the cluster's pid file names. */
export function postmasterPid(dataFolder: string): number {
  return Number.parseInt(readFileSync(join(dataFolder, 'postgres', 'postmaster.pid'), 'utf8'), 10);
}
