import type { ChildProcess } from 'node:child_process';
import { CostingError, startProgram } from '#platform';
import { writeRemark } from './output.js';

const DELAY_MIN_MS = 1_000;
const DELAY_MAX_MS = 30_000;
/** Who lived so long died of something new: the delay begins anew. */
const HEALTHY_AFTER_MS = 60_000;
/** Longer than the API drains its requests (30 s at most) and a worker its tasks (20 s); then it is killed. */
const STOP_MAX_MS = 40_000;

export interface KeptProgramOptions {
  /** `apps/worker/main` */
  readonly program: string;
  /** What a person calls it. */
  readonly name: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Of its command line. */
  readonly args?: readonly string[];
  /** Hears what the program says through its channel. */
  readonly onMessage?: (message: unknown) => void;
}

/** A child process that is started again when it dies, with a delay that grows while it keeps dying. */
export class KeptProgram {
  private child: ChildProcess | null = null;
  private timer: NodeJS.Timeout | null = null;
  private delayMs = DELAY_MIN_MS;
  private stopping = false;

  constructor(private readonly options: KeptProgramOptions) {}

  start(): void {
    if (!this.stopping) this.launch(() => this.launchLater());
  }

  /** Resolves when the program says its first word. Throws `PROGRAM_NOT_STARTED` when it ends before: it is not kept. */
  startAndWait(): Promise<void> {
    return new Promise((resolve, reject) => {
      let spoke = false;
      const child = this.launch((how) => {
        if (spoke) this.launchLater();
        else reject(this.notStarted(how));
      });
      child.once('message', () => {
        spoke = true;
        resolve();
      });
    });
  }

  /** Returns when the process is gone. After SIGTERM the API accepts requests for a while; after SIGINT it does not. */
  async stop(signal: 'SIGTERM' | 'SIGINT'): Promise<void> {
    this.stopping = true;
    if (this.timer) clearTimeout(this.timer);
    const { child } = this;
    if (!child) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill(signal);
    const kill = setTimeout(() => child.kill('SIGKILL'), STOP_MAX_MS);
    await gone;
    clearTimeout(kill);
  }

  private launch(ended: (how: string) => void): ChildProcess {
    const startedAt = performance.now();
    const child = startProgram(this.options.program, this.options.args ?? [], this.options.environment);
    this.child = child;
    child.on('message', (message) => this.options.onMessage?.(message));
    child.once('exit', (code, signal) => {
      this.child = null;
      if (performance.now() - startedAt > HEALTHY_AFTER_MS) this.delayMs = DELAY_MIN_MS;
      const how = signal ? `killed by ${signal}` : `exit code ${code}`;
      if (!this.stopping) this.note(`ended (${how})`);
      ended(how);
    });
    return child;
  }

  private launchLater(): void {
    if (this.stopping) return;
    this.note(`is started again in ${this.delayMs / 1000} s`);
    this.timer = setTimeout(() => this.start(), this.delayMs);
    this.delayMs = Math.min(this.delayMs * 2, DELAY_MAX_MS);
  }

  private notStarted(how: string): CostingError {
    return new CostingError('PROGRAM_NOT_STARTED', `The ${this.options.name} did not start (${how}), see above.`);
  }

  private note(what: string): void {
    writeRemark(`the ${this.options.name} ${what}`);
  }
}
