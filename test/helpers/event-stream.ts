import { get, type IncomingMessage } from 'node:http';
import type { JobDocument } from '#jobs';

export interface StreamedEvent {
  readonly event: string;
  readonly id: string;
  readonly data: JobDocument;
  /** When it came, by `performance.now`. */
  readonly at: number;
}

/** A client of server-sent events, as raw as can be. */
export class EventStreamClient {
  readonly events: StreamedEvent[] = [];
  text = '';
  readonly ended: Promise<void>;

  private constructor(private readonly response: IncomingMessage) {
    response.setEncoding('utf8');
    response.on('data', (chunk: string) => this.take(chunk));
    response.on('error', () => undefined);
    this.ended = new Promise((resolve) => response.once('close', resolve));
  }

  /** Resolves when the head of the answer is there. */
  static open(url: string, headers: Record<string, string> = {}): Promise<EventStreamClient> {
    return new Promise((resolve, reject) => {
      const options = { headers, agent: false };
      get(url, options, (response) => resolve(new EventStreamClient(response))).once('error', reject);
    });
  }

  get status(): number | undefined {
    return this.response.statusCode;
  }

  get type(): string | undefined {
    return this.response.headers['content-type'];
  }

  get last(): StreamedEvent | undefined {
    return this.events.at(-1);
  }

  /** Takes nothing more from the socket. */
  pause(): void {
    this.response.pause();
  }

  resume(): void {
    this.response.resume();
  }

  /** The client goes away. */
  close(): void {
    this.response.destroy();
  }

  private take(chunk: string): void {
    const before = this.text.split('\n\n').length;
    this.text += chunk;
    const blocks = this.text.split('\n\n');
    for (const block of blocks.slice(before - 1, -1)) {
      const fields = Object.fromEntries(
        block.split('\n').map((line) => {
          const colon = line.indexOf(': ');
          return [line.slice(0, colon), line.slice(colon + 2)];
        }),
      );
      const { event, id, data } = fields;
      if (event && id && data) {
        this.events.push({ event, id, data: JSON.parse(data) as JobDocument, at: performance.now() });
      }
    }
  }
}
