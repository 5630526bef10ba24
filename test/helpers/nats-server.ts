import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createConnection, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A nats-server. */
export class NatsServer {
  private child: ChildProcess | null = null;
  private constructor(
    private readonly folder: string,
    readonly port: number,
    readonly monitorPort: number,
  ) {}

  static async start(): Promise<NatsServer> {
    const folder = await mkdtemp(join(tmpdir(), 'costing-nats-'));
    const server = new NatsServer(folder, await freePort(), await freePort());
    await server.restart();
    return server;
  }

  async kill(): Promise<void> {
    const child = this.child;
    this.child = null;
    if (!child || child.exitCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }

  async deleteStore(): Promise<void> {
    await rm(join(this.folder, 'store'), { recursive: true, force: true });
  }

  async restart(): Promise<void> {
    if (this.child) return;
    const args = ['-a', '127.0.0.1', '-p', String(this.port), '-m', String(this.monitorPort), '-js'];
    this.child = spawn('nats-server', [...args, '-sd', join(this.folder, 'store')], { stdio: 'ignore', detached: true });
    while (!(await answers(this.port))) await new Promise((resolve) => setTimeout(resolve, 10));
  }

  async stop(): Promise<void> {
    await this.kill();
    await rm(this.folder, { recursive: true, force: true });
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  return port;
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ port, host: '127.0.0.1' });
    socket.once('connect', () => (socket.destroy(), resolve(true)));
    socket.once('error', () => resolve(false));
  });
}
