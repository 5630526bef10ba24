import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { startProgram } from '#platform';

/** A worker's process as built in `dist`, ready for tasks; whoever starts it ends it. */
export class WorkerProcess {
  private constructor(
    readonly worker: string,
    readonly child: ChildProcess,
    /** Exit code and signal. */
    readonly exited: Promise<[number | null, NodeJS.Signals | null]>,
  ) {}

  static async start(url: string, environment: Readonly<Record<string, string>> = {}): Promise<WorkerProcess> {
    const overrides = { DATABASE_URL: url, NATS_URL: '', LOG_LEVEL: 'silent', WORKER_COUNT: '1', ...environment };
    const child = startProgram('apps/worker/main', [], overrides);
    const exited = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
    const [message] = (await Promise.race([once(child, 'message'), exited.then(() => [{}])])) as [{ ready?: string }];
    if (!message.ready) throw new Error('the worker ended before it was ready');
    return new WorkerProcess(message.ready, child, exited);
  }

  /** Ends it at once, whatever state it is in. */
  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.exited;
  }
}
