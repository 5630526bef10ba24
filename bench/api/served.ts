import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { startProgram } from '#platform';

/** A program that serves HTTP, in a process of its own. */
export class Served {
  private constructor(
    readonly url: string,
    private readonly child: ChildProcess,
  ) {}

  /** Returns when it listens. */
  static async start(program: string, environment: Readonly<Record<string, string>> = {}): Promise<Served> {
    const child = startProgram(program, [], { LOG_LEVEL: 'warn', PORT: '0', API_RATE_LIMIT: '0', ...environment });
    const listening = new Promise<string>((resolve, reject) => {
      child.on('message', (message: { listening?: string }) => message.listening && resolve(message.listening));
      child.once('exit', (code) => reject(new Error(`${program} ended with exit code ${code}`)));
    });
    return new Served(await listening, child);
  }

  /** Largest resident size so far; null where the system does not tell. */
  peakRssMb(): number | null {
    try {
      const status = readFileSync(`/proc/${this.child.pid}/status`, 'utf8');
      return Math.round(Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)![1]) / 1024);
    } catch {
      return null;
    }
  }

  async stop(): Promise<void> {
    const ended = once(this.child, 'exit');
    this.child.kill('SIGTERM');
    await ended;
  }
}
