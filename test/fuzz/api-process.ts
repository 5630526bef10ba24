import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { PROJECT_ROOT, startProgram } from '#platform';
import type { Stall } from './stall-probe.js';

/** Compiled beside this file, or in dist where this is a source. */
const PROBE = join(PROJECT_ROOT, 'dist', 'test', 'fuzz', 'stall-probe.js');
/** Until the probe has reported a stall that a request has just ended with. */
const REPORTED_AFTER_MS = 40;

/** The API as a process of its own, whose event loop is watched: the fuzzer's own work is none of it. */
export class WatchedApi {
  readonly stalls: Stall[] = [];

  private constructor(
    private readonly child: ChildProcess,
    readonly url: string,
  ) {
    child.on('message', (message: { stall?: Stall }) => {
      if (message.stall) this.stalls.push(message.stall);
    });
  }

  static async start(databaseUrl: string): Promise<WatchedApi> {
    const settings = {
      DATABASE_URL: databaseUrl,
      PORT: '0',
      HOST: '127.0.0.1',
      LOG_LEVEL: 'fatal',
      API_RATE_LIMIT: '0',
    };
    const child = startProgram('apps/api/main', [], settings, ['--import', PROBE]);
    const exited = once(child, 'exit').then(() => {
      throw new Error('the API did not start; it says why above');
    });
    for (;;) {
      const [message] = (await Promise.race([once(child, 'message'), exited])) as [{ listening?: string }];
      if (message.listening === undefined) continue;
      exited.catch(() => undefined);
      return new WatchedApi(child, message.listening);
    }
  }

  /** The longest stall, in CPU time of the main thread, while `work` ran. */
  async longestDuring(work: () => Promise<unknown>): Promise<number> {
    const before = this.stalls.length;
    await work();
    await new Promise((resolve) => setTimeout(resolve, REPORTED_AFTER_MS));
    return Math.max(0, ...this.stalls.slice(before).map(({ cpuMs }) => cpuMs));
  }

  async close(): Promise<void> {
    const exited = once(this.child, 'exit');
    this.child.kill('SIGTERM');
    await exited;
  }
}
