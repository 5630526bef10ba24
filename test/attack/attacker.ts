import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Attack, AttackOrder, AttackOutcome } from './attacks.js';

/** Addresses from which nobody reads: what an attack does to its own address is its own affair. */
const ATTACKER = '127.0.0.1';
const MEMBERS = 100_000;
/** So that the machine survives the attack on the API. */
const SENT_BYTES_MAX = 4_000_000_000;
const OPENED_AT_ONCE = 200;
const TRICKLE_MS = 500;

/** `attacker.js`: does what its parent orders, tells it the outcome and ends. Talks to loopback addresses alone. */
class Attacker {
  private readonly outcome: Record<string, number> = {};
  private readonly agent = new Agent({ keepAlive: true, localAddress: ATTACKER });
  private readonly endsAt: number;

  constructor(private readonly order: AttackOrder) {
    if (!/^http:\/\/127\.\d+\.\d+\.\d+:\d+$/.test(order.url)) throw new Error(`${order.url} is not on loopback`);
    this.endsAt = performance.now() + order.seconds * 1_000;
  }

  async run(): Promise<AttackOutcome> {
    const deltas = (): Promise<void> => this.lanes(40, () => this.send('POST', '/api/v1/recalculate/delta', '{}'));
    const attacks: Readonly<Record<Attack, () => Promise<unknown>>> = {
      none: () => sleep(this.order.seconds * 1_000),
      deltas,
      'deltas beside a job': deltas,
      members: () => this.lanes(4, () => this.send('POST', '/api/v1/formulas/validate', manyMembers())),
      sockets: () => this.sockets(),
      'unread bodies': () => this.lanes(16, () => this.unreadBody()),
      reports: () =>
        Promise.all([
          this.lanes(24, () => this.send('GET', '/api/v1/changes?explain=true')),
          this.lanes(4, () => this.send('GET', '/api/v1/cost-summaries/export')),
        ]),
    };
    await attacks[this.order.attack]();
    this.agent.destroy();
    return this.outcome;
  }

  private get isOver(): boolean {
    return performance.now() > this.endsAt;
  }

  private count(what: string | number, by = 1): void {
    this.outcome[what] = (this.outcome[what] ?? 0) + by;
  }

  /** So many loops at once; a refused one begins again after a moment, as an impatient client does. */
  private async lanes(count: number, once: () => Promise<unknown>): Promise<void> {
    const lane = async (): Promise<void> => {
      while (!this.isOver) {
        await once();
        await sleep(10);
      }
    };
    await Promise.all(Array.from({ length: count }, lane));
  }

  private send(method: string, path: string, body?: string): Promise<void> {
    const headers = {
      authorization: `Bearer ${this.order.key}`,
      ...(body !== undefined && { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }),
    };
    return new Promise((resolve) => {
      const sent = request(this.order.url + path, { method, headers, agent: this.agent }, (response) => {
        this.count(response.statusCode!);
        response.on('error', () => this.count('broken'));
        response.resume().once('close', resolve);
      });
      sent.once('error', () => {
        this.count('broken');
        resolve();
      });
      sent.end(body);
    });
  }

  /** Every second one sends nothing, the others a header byte by byte. */
  private async sockets(): Promise<void> {
    const { port } = new URL(this.order.url);
    let opened = 0;
    const one = async (n: number): Promise<void> => {
      while (!this.isOver) {
        const socket = connect({ port: Number(port), host: '127.0.0.1', localAddress: ATTACKER });
        let answer = '';
        const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
        socket.on('data', (part) => (answer += String(part))).on('error', () => undefined);
        const trickle = n % 2 === 0 ? null : setInterval(() => socket.write('G'), TRICKLE_MS);
        const over = setTimeout(() => socket.destroy(), Math.max(0, this.endsAt - performance.now()));
        await closed;
        if (trickle) clearInterval(trickle);
        clearTimeout(over);
        this.count(/^HTTP\/1.1 (\d+)/.exec(answer)?.[1] ?? 'closed');
        await sleep(1_000);
      }
    };
    const all: Promise<void>[] = [];
    while (opened < this.order.sockets && !this.isOver) {
      for (let n = 0; n < OPENED_AT_ONCE && opened < this.order.sockets; n++) all.push(one(opened++));
      await sleep(50);
    }
    await Promise.all(all);
  }

  /** Goes on sending whatever is answered, until the connection breaks. */
  private unreadBody(): Promise<void> {
    const { port } = new URL(this.order.url);
    const piece = Buffer.alloc(1_000_000, ' ');
    return new Promise((resolve) => {
      const socket = connect({ port: Number(port), host: '127.0.0.1', localAddress: ATTACKER });
      let answer = '';
      socket.on('data', (part) => (answer += String(part))).on('error', () => undefined);
      socket.once('close', () => {
        this.count('MB', Math.round((socket.bytesWritten - socket.writableLength) / 1_000_000));
        this.count(/^HTTP\/1.1 (\d+)/.exec(answer)?.[1] ?? 'broken');
        resolve();
      });
      const send = (): void => {
        while (!socket.destroyed) {
          if (this.isOver || socket.bytesWritten > SENT_BYTES_MAX) return void socket.destroy();
          if (!socket.write(piece)) return void socket.once('drain', send);
        }
      };
      socket.write(
        'POST /api/v1/recalculate/all HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n' +
          'Content-Length: 9000000000\r\n\r\n',
      );
      send();
    });
  }
}

function manyMembers(): string {
  const values = Object.fromEntries(Array.from({ length: MEMBERS }, (_, n) => [n.toString(36), 1]));
  return JSON.stringify({ formula: '1', values });
}

process.once('message', (order: AttackOrder) => {
  void new Attacker(order).run().then((outcome) => {
    process.send?.(outcome, () => process.disconnect());
  });
});
