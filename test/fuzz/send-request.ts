import { Agent, request as httpRequest } from 'node:http';
import type { SeenAnswer } from '../helpers/openapi.js';
import type { HostileRequest } from './fuzzed-operation.js';

/** Who waits longer than this for an answer has found a request that blocks. */
const ANSWER_MAX_MS = 20_000;

/** Sends requests to an API over a few connections. */
export class Sender {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 8 });

  constructor(private readonly baseUrl: string) {}

  /** The whole answer; of a stream of events only how it begins. Rejects when there is none. */
  send(request: HostileRequest, known: (n: number) => string): Promise<SeenAnswer> {
    const path = pathOf(request, known);
    const { hostname, port } = new URL(this.baseUrl);
    const { method, body } = request;
    const headers = { ...request.headers, ...(body !== null && { 'Content-Length': String(body.length) }) };
    return new Promise((resolve, reject) => {
      const sent = httpRequest({ hostname, port, path, method, headers, agent: this.agent, timeout: ANSWER_MAX_MS });
      sent.on('timeout', () => sent.destroy(new Error(`no answer in ${ANSWER_MAX_MS / 1_000} s`)));
      sent.on('error', reject);
      sent.on('response', (response) => {
        const type = (response.headers['content-type'] ?? '').split(';')[0]!;
        const seen = { method, path, status: response.statusCode!, type };
        const chunks: Buffer[] = [];
        response.on('error', reject);
        response.on('data', (chunk: Buffer) => {
          chunks.push(chunk);
          if (type !== 'text/event-stream') return;
          resolve({ ...seen, body: chunk.toString() });
          response.destroy();
        });
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString();
          resolve({ ...seen, body: /[/+]json$/.test(type) && text !== '' ? (JSON.parse(text) as unknown) : text });
        });
      });
      sent.end(body === null ? undefined : Buffer.from(body, 'latin1'));
    });
  }

  close(): void {
    this.agent.destroy();
  }
}

function pathOf({ path, pathParts, query }: HostileRequest, known: (n: number) => string): string {
  const place = path.replaceAll(/\{(\w+)\}/g, (_all, name: string) => {
    const part = pathParts[name]!;
    return typeof part === 'string' ? part : known(part.known);
  });
  return query === '' ? place : `${place}?${query}`;
}
