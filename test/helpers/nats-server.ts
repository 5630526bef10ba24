import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { natsExecutable } from './nats-executable.js';

export interface NatsServerOptions {
  /** Default true, with a store folder of its own. */
  readonly jetStream?: boolean;
  /** With both, nobody else may connect; `url` holds them. */
  readonly user?: string;
  readonly password?: string;
  /** Further lines of the configuration file, e.g. TLS or permissions. */
  readonly settings?: string;
}

/** Ports below those that systems give to outgoing connections: nobody takes one while its server is down. */
const PORTS = { first: 20_000, count: 10_000 };
const PORT_TRIES = 50;
const STORE_BYTES_MAX = 256 * 1024 * 1024;
let portsTried = process.pid * 7;

/**
 * A nats-server of one test's own on loopback: real, quick to start (about 50 ms) and to be killed. It ends with the
 * process that started it, however that ends.
 */
export class NatsServer {
  private server: ChildProcess | null = null;

  private constructor(
    private readonly executable: string,
    private readonly options: NatsServerOptions,
    /** Configuration and store. */
    readonly folder: string,
    readonly port: number,
  ) {}

  /** Resolves when the server accepts connections. */
  static async start(options: NatsServerOptions = {}): Promise<NatsServer> {
    const executable = await natsExecutable();
    const folder = await mkdtemp(join(tmpdir(), 'costing-nats-'));
    for (let attempt = 1; ; attempt += 1) {
      portsTried += 1;
      const port = PORTS.first + (portsTried % PORTS.count);
      const server = new NatsServer(executable, options, folder, port);
      try {
        await server.run();
        return server;
      } catch (error) {
        const isTaken = String(error).includes('address already in use');
        if (isTaken && attempt < PORT_TRIES) continue;
        await rm(folder, { recursive: true, force: true });
        throw error;
      }
    }
  }

  /** `nats://user:password@127.0.0.1:port` */
  get url(): string {
    const { user, password } = this.options;
    const credentials = user === undefined ? '' : `${encodeURIComponent(user)}:${encodeURIComponent(password ?? '')}@`;
    return `nats://${credentials}127.0.0.1:${this.port}`;
  }

  /** Of the running server; 0 while there is none. */
  get pid(): number {
    return this.server?.pid ?? 0;
  }

  /** `kill -9`, and waits for the end; also of a server that was stopped by SIGSTOP. */
  async kill(): Promise<void> {
    const { server } = this;
    if (server === null) return;
    const ended = once(server, 'exit');
    server.kill('SIGKILL');
    await ended;
  }

  /** Kills it if it runs, and starts it again on the same port with the store that it left. */
  async restart(): Promise<void> {
    await this.kill();
    await this.run();
  }

  /** Removes what JetStream has stored, also below a running server, which goes on with what it has in memory. */
  async deleteStore(): Promise<void> {
    await rm(join(this.folder, 'store'), { recursive: true, force: true, maxRetries: 5 });
  }

  /** Ends the server and removes its folder. */
  async stop(): Promise<void> {
    await this.kill();
    await rm(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }

  private async run(): Promise<void> {
    const configuration = join(this.folder, 'nats.conf');
    await writeFile(configuration, this.configuration(), { mode: 0o600 });
    const server = spawn(this.executable, ['--config', configuration], { stdio: ['ignore', 'ignore', 'pipe'] });
    const exit = once(server, 'exit');
    const log = await Promise.race([readUntilReady(server), exit.then(() => null)]);
    if (log !== 'READY') throw new Error(`nats-server did not start:\n${log ?? 'it ended without a word'}`);
    // From now on it does not keep this process alive.
    server.unref();
    if (server.stderr instanceof Socket) server.stderr.unref();
    const guard = guardOf(server, this.folder);
    server.once('exit', () => {
      guard.kill('SIGKILL');
      if (this.server === server) this.server = null;
    });
    this.server = server;
  }

  private configuration(): string {
    const { jetStream = true, user, password, settings = '' } = this.options;
    const store = JSON.stringify(join(this.folder, 'store'));
    return [
      `listen: "127.0.0.1:${this.port}"`,
      jetStream ? `jetstream { store_dir: ${store}, max_file_store: ${STORE_BYTES_MAX} }` : '',
      user === undefined ? '' : `authorization { user: "${user}", password: "${password}" }`,
      settings,
    ].join('\n');
  }
}

/** 'READY', or what the server said before it ended. What it says later is read and thrown away: a full pipe blocks. */
async function readUntilReady(server: ChildProcess): Promise<string> {
  const { stderr } = server;
  if (stderr === null) throw new Error('no standard error');
  return new Promise((resolve) => {
    const said: string[] = [];
    const lines = createInterface({ input: stderr });
    lines.on('line', (line) => {
      if (said.length < 100) said.push(line);
      if (line.includes('Server is ready')) resolve('READY');
    });
    lines.on('close', () => resolve(said.join('\n')));
  });
}

/**
 * A shell that waits for the end of its standard input, which comes when this process ends, also by SIGKILL; then it
 * ends the server and removes the folder. In a session of its own, so that Ctrl-C does not end it first.
 */
function guardOf(server: ChildProcess, folder: string): ChildProcess {
  const script = 'read -r _; kill -9 "$0"; sleep 0.2; rm -rf "$1"';
  const guard = spawn('/bin/sh', ['-c', script, String(server.pid), folder], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  guard.unref();
  guard.stdin?.on('error', () => undefined);
  if (guard.stdin instanceof Socket) guard.stdin.unref();
  return guard;
}
