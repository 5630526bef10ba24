import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

/** Each reader waits so long between two requests: 64 of them ask 640 times a second. */
const PAUSE_MS = 100;
const PROBE_EVERY_MS = 100;

export interface ReaderFigures {
  readonly requests: number;
  /** Any answer but 200, and connections without an answer. */
  readonly errors: readonly string[];
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

export interface ReadersResult {
  readonly lookUps: ReaderFigures;
  /** `/health/live` and `/health/ready` by a new connection each time. */
  readonly probes: ReaderFigures;
}

/** Well-behaved clients at another address than the attacker's, until `until` is settled. */
export async function readBeside(
  { url, key, skus, readers }: { url: string; key: string; skus: readonly string[]; readers: number },
  until: Promise<unknown>,
): Promise<ReadersResult> {
  const lookUps = new Readings();
  const probes = new Readings();
  const over = new AbortController();
  void until.finally(() => over.abort()).catch(() => undefined);
  const agent = new Agent({ keepAlive: true, localAddress: '127.0.0.2' });
  const once = new Agent({ localAddress: '127.0.0.2' });
  const headers = { authorization: `Bearer ${key}` };
  const reader = async (n: number): Promise<void> => {
    await sleep((n * PAUSE_MS) / readers);
    for (let turn = n; !over.signal.aborted; turn += readers) {
      const sku = encodeURIComponent(skus[turn % skus.length]!);
      await lookUps.take(`${url}/api/v1/cost-summaries/by-sku/${sku}`, { agent, headers });
      await sleep(PAUSE_MS);
    }
  };
  const prober = async (): Promise<void> => {
    for (let turn = 0; !over.signal.aborted; turn++) {
      await probes.take(`${url}/health/${turn % 2 === 0 ? 'live' : 'ready'}`, { agent: once });
      await sleep(PROBE_EVERY_MS);
    }
  };
  await Promise.all([...Array.from({ length: readers }, (_, n) => reader(n)), prober()]);
  agent.destroy();
  return { lookUps: lookUps.figures(), probes: probes.figures() };
}

class Readings {
  private readonly times: number[] = [];
  private readonly errors: string[] = [];

  async take(url: string, options: { agent: Agent; headers?: Record<string, string> }): Promise<void> {
    const begun = performance.now();
    const problem = await ask(url, options);
    this.times.push(performance.now() - begun);
    if (problem !== null) this.errors.push(problem);
  }

  figures(): ReaderFigures {
    const sorted = this.times.sort((a, b) => a - b);
    const at = (share: number): number => Math.round(sorted[Math.ceil(share * sorted.length) - 1] ?? 0);
    return { requests: sorted.length, errors: this.errors, p50: at(0.5), p99: at(0.99), max: at(1) };
  }
}

/** null: answered by 200. */
function ask(url: string, options: { agent: Agent; headers?: Record<string, string> }): Promise<string | null> {
  return new Promise((resolve) => {
    const asked = request(url, options, (response) => {
      let body = '';
      response.on('data', (part) => (body += String(part)));
      response.on('error', (error) => resolve(error.message));
      response.once('end', () =>
        resolve(response.statusCode === 200 ? null : `${response.statusCode} ${body.slice(0, 200)}`),
      );
    });
    asked.once('error', (error) => resolve(error.message));
    asked.end();
  });
}
