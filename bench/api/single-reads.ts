import autocannon from 'autocannon';

const CONNECTIONS = 64;
const SECONDS = 6;

/** Milliseconds, and answers a second. */
export interface Latencies {
  readonly p50: number;
  readonly p99: number;
  readonly per_second: number;
}

/** GETs of these paths in turns, as fast as they are answered, over 64 connections for 6 s. Throws when one fails. */
export async function readAsFastAsPossible(url: string, paths: readonly string[]): Promise<Latencies> {
  const result = await autocannon({
    url,
    connections: CONNECTIONS,
    duration: SECONDS,
    requests: paths.map((path) => ({ method: 'GET', path })),
  });
  const failed = result.errors + result.timeouts + result.non2xx;
  if (failed > 0) throw new Error(`${failed} of ${result.requests.total} requests to ${url} failed`);
  return { p50: result.latency.p50, p99: result.latency.p99, per_second: Math.round(result.requests.average) };
}
