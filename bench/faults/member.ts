import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { join } from 'node:path';
import { PROJECT_ROOT } from '#platform';
import type { TcpProxy } from './tcp-proxy.js';

export interface MemberProxies {
  readonly postgres: TcpProxy;
  readonly nats: TcpProxy | null;
}

export interface LogLine {
  readonly member: string;
  /** When it was read: `performance.now()`. */
  readonly at: number;
  /** pino's: 40 is a warning; 60 for a line that is no log line. */
  readonly level: number;
  readonly message: string;
}

/** What an orchestrator lets pass before it starts again what has ended. */
const RESTART_DELAY_MS = 500;
const START_MAX_MS = 30_000;
const STOP_MAX_MS = 20_000;
const LINES_MAX = 10_000;

/** Several workers of one machine cannot share the default port of their probes. */
const ARGUMENTS = { 'apps/worker/main': ['--no-health-port'], 'apps/api/main': [] } as const;

/** One process of the cast and who starts it again: a worker or an api. */
export class Member {
  private child: ChildProcess | null = null;
  private wanted = false;
  private supervising: Promise<void> | null = null;
  private lines: LogLine[] = [];
  /** Where an api listens; null while it does not. */
  url: string | null = null;
  /** How often it was started. */
  starts = 0;
  private killedByUs = false;

  constructor(
    readonly name: string,
    private readonly program: 'apps/worker/main' | 'apps/api/main',
    readonly proxies: MemberProxies,
    private readonly environment: Readonly<Record<string, string>>,
  ) {}

  get pid(): number | null {
    return this.child?.pid ?? null;
  }

  start(): void {
    if (this.wanted) return;
    this.wanted = true;
    this.supervising = this.supervise();
  }

  /** Resolves when an api listens; a worker has started when its process has. */
  async ready(): Promise<void> {
    const deadline = Date.now() + START_MAX_MS;
    while (this.program === 'apps/api/main' ? this.url === null : this.pid === null) {
      if (Date.now() > deadline) throw new Error(`${this.name} did not start: ${this.recentLines()}`);
      await sleep(10);
    }
  }

  /** A signal to the process of this moment; false when there is none. */
  signal(name: NodeJS.Signals): boolean {
    if (name === 'SIGKILL') this.killedByUs = true;
    return this.child?.kill(name) ?? false;
  }

  /** Asks it to end, as an orchestrator does; gives its exit code, or null when it had to be killed. */
  async stop(): Promise<number | null> {
    this.wanted = false;
    const { child } = this;
    if (!child) return this.supervising?.then(() => 0) ?? 0;
    const ended = once(child, 'exit') as Promise<[number | null]>;
    child.kill('SIGCONT');
    child.kill('SIGTERM');
    const killer = setTimeout(() => child.kill('SIGKILL'), STOP_MAX_MS);
    const [code] = await ended;
    clearTimeout(killer);
    await this.supervising;
    return code;
  }

  /** Ends it at once and for good. */
  kill(): void {
    this.wanted = false;
    this.killedByUs = true;
    this.child?.kill('SIGKILL');
  }

  /** Lines at warn or above, and text that is no log line, since the last call. */
  takeLines(): LogLine[] {
    const taken = this.lines;
    this.lines = [];
    return taken;
  }

  private recentLines(): string {
    return this.lines.slice(-5).map(({ message }) => message).join('\n'); // prettier-ignore
  }

  private async supervise(): Promise<void> {
    while (this.wanted) {
      this.killedByUs = false;
      const [code, signal] = await this.runOnce();
      this.child = null;
      this.url = null;
      // An end that nobody here caused needs an explanation like any complaint.
      if (this.wanted && !this.killedByUs) {
        this.lines.push({
          member: this.name,
          at: performance.now(),
          level: 60,
          message: `ended with ${signal ?? `exit ${code}`}`,
        });
      }
      if (this.wanted) await sleep(RESTART_DELAY_MS);
    }
  }

  private runOnce(): Promise<[number | null, NodeJS.Signals | null]> {
    this.starts++;
    // A channel whose end tells the program that this process is gone; a group of its own, so that Ctrl-C reaches only us.
    const child = spawn(
      process.execPath,
      [join(PROJECT_ROOT, 'dist', `${this.program}.js`), ...ARGUMENTS[this.program]],
      {
        env: { ...process.env, ...this.environment },
        stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
        detached: true,
      },
    );
    this.child = child;
    child.on('message', (message: { listening?: string }) => (this.url = message.listening ?? this.url));
    for (const stream of [child.stdout!, child.stderr!]) {
      createInterface({ input: stream }).on('line', (line) => this.note(line));
    }
    return once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
  }

  private note(line: string): void {
    const entry = parseLine(this.name, line);
    if (entry.level >= 40 && this.lines.length < LINES_MAX) this.lines.push(entry);
  }
}

function parseLine(member: string, line: string): LogLine {
  const at = performance.now();
  try {
    const { level, msg, err } = JSON.parse(line) as { level: number; msg?: string; err?: { message?: string } };
    const message = [msg, err?.message].filter(Boolean).join(': ');
    return { member, at, level, message };
  } catch {
    return { member, at, level: 60, message: line };
  }
}
