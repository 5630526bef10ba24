import { type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, open, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { signal } from '../../libs/database/embedded/processes.js';
import { PROJECT_ROOT } from '#platform';
import type { Buildah } from './buildah.js';
import { filesWrittenBy, processIn } from './container-processes.js';
import { IMAGE_USER, ImageServers } from './image-servers.js';

const [API_PORT, HEALTH_PORTS] = [20_300, [20_301, 20_302]] as const;
const [READY_MAX_MS, DRAINED_MAX_MS, JOB_MAX_MS, POLL_MS] = [60_000, 40_000, 120_000, 100];
/** So many that the job is still at work when its worker is told to stop. */
const SEED = ['seed', '--yarns', '100', '--variants-per-yarn', '10000', '--replace'];
const ADDRESSES = { DATABASE_URL_FILE: '/run/secrets/database-url', NATS_URL_FILE: '/run/secrets/nats-url' };
const OWNER = { DATABASE_URL_FILE: '/run/secrets/owner-database-url' };

type Print = (line: string) => void;

interface Running {
  readonly name: string;
  readonly child: ChildProcess;
  /** The program in the container, not the builder that started it. */
  readonly pid: number;
  readonly log: string;
}

/** Runs each command of an image as a deployment does; throws at the first step that is wrong. */
export async function tryImage(buildah: Buildah, image: string, folder: string, print: Print): Promise<void> {
  const servers = await ImageServers.start(folder);
  const trial = new Trial(buildah, await buildah.do('from', image), servers, folder, print);
  try {
    await trial.play();
  } finally {
    trial.end();
    await servers.stop();
  }
}

class Trial {
  private readonly running: Running[] = [];

  constructor(
    private readonly buildah: Buildah,
    private readonly container: string,
    private readonly servers: ImageServers,
    private readonly folder: string,
    private readonly print: Print,
  ) {}

  async play(): Promise<void> {
    await mkdir(join(this.folder, 'logs'));
    await this.checkUser();
    const owner = { MIGRATION_DATABASE_URL_FILE: OWNER.DATABASE_URL_FILE };
    await this.command(['costing', 'wait', '--seconds', '30'], { ...ADDRESSES, ...owner });
    this.print(`migrate: ${await this.command(['migrate', '--grant-to', 'costing_app'], { ...ADDRESSES, ...owner })}`);
    await this.command(['costing', 'wait', '--schema', '--seconds', '1'], ADDRESSES);
    const examples = await this.exampleFiles();
    await this.command(['costing', 'import', ...examples], ADDRESSES);
    const key = await this.command(['costing', 'keys', 'add', 'admin', '--role', 'admin'], KEYS);
    const api = await this.start('api', 'api', { ...ADDRESSES, ...KEYS, PORT: String(API_PORT) });
    await this.untilReady(api, API_PORT);
    const first = await this.startWorker(0);
    this.print('api and worker are ready');
    await this.completeJob(key, 'the sample mill');
    await this.command(['costing', ...SEED], OWNER);
    const job = await this.request<{ job_id: string }>(key, 'recalculate/all', {});
    await this.until('the job is at work', async () => (await this.job(key, job.job_id)).status === 'RUNNING');
    await this.drain(first);
    const second = await this.startWorker(1);
    await this.untilCompleted(key, job.job_id, 'a job whose worker was told to stop');
    await this.drain(second);
    await this.drain(api);
    await this.checkWritten();
  }

  end(): void {
    for (const { pid } of this.running) signal(pid, 'SIGKILL');
  }

  private command(command: readonly string[], environment: Record<string, string>): Promise<string> {
    return this.buildah.run(this.container, command, { environment, mounts: this.servers.mounts });
  }

  private async checkUser(): Promise<void> {
    const [user = '', signalName = ''] = await Promise.all(
      ['{{.Docker.Config.User}}', '{{.Docker.Config.StopSignal}}'].map((format) =>
        this.buildah.do('inspect', '--format', format, this.container),
      ),
    );
    expectThat(user === `${IMAGE_USER}:${IMAGE_USER}`, `the image's user is ${user}`);
    expectThat(signalName === 'SIGTERM', `the image's stop signal is ${signalName}`);
  }

  private async exampleFiles(): Promise<string[]> {
    const names = await readdir(join(PROJECT_ROOT, 'examples'));
    return names.filter((name) => name.endsWith('.json')).map((name) => `/app/examples/${name}`);
  }

  private async startWorker(n: 0 | 1): Promise<Running> {
    const port = HEALTH_PORTS[n];
    const environment = { ...ADDRESSES, WORKER_COUNT: '2', HEALTH_PORT: String(port), HEALTH_HOST: '127.0.0.1' };
    const worker = await this.start(`worker-${n}`, 'worker', environment);
    await this.untilReady(worker, port);
    return worker;
  }

  private async start(name: string, command: string, environment: Record<string, string>): Promise<Running> {
    const log = join(this.folder, 'logs', name);
    const file = await open(log, 'w');
    // The containers share the machine's network: loopback alone.
    const options = { environment: { HOST: '127.0.0.1', ...environment }, mounts: this.servers.mounts };
    const child = this.buildah.start(this.container, [command], options, file.fd);
    await file.close();
    let pid: number | null = null;
    await this.until(`${name} runs`, () => {
      if (child.exitCode !== null) throw new Error(`${name} ended with exit code ${child.exitCode}`);
      return (pid = processIn(child.pid!, `/app/bin/${command}`)) !== null;
    });
    const running = { name, child, pid: pid!, log };
    this.running.push(running);
    return running;
  }

  /** By the image's own health check, too. */
  private async untilReady(program: Running, port: number): Promise<void> {
    await this.until(`${program.name} is ready`, async () => {
      if (program.child.exitCode !== null) throw new Error(await readFile(program.log, 'utf8'));
      const answer = await fetch(`http://127.0.0.1:${port}/health/ready`).catch(() => null);
      return answer?.ok === true;
    });
    await this.command(['health'], { PORT: String(port), HEALTH_PORT: String(port) });
  }

  private async drain({ name, child, pid, log }: Running): Promise<void> {
    const exited = once(child, 'exit');
    signal(pid, 'SIGTERM');
    const ended = await Promise.race([exited, sleep(DRAINED_MAX_MS, null, { ref: false })]);
    expectThat(ended !== null, `${name} did not end within ${DRAINED_MAX_MS / 1000} s of SIGTERM`);
    const said = await readFile(log, 'utf8');
    expectThat(ended![0] === 0, `${name} ended with ${String(ended![0])} after SIGTERM:\n${said}`);
    this.print(`${name} drained at SIGTERM, exit code 0`);
  }

  private async completeJob(key: string, what: string): Promise<void> {
    const { job_id } = await this.request<{ job_id: string }>(key, 'recalculate/all', { as_of: '2015-04-30' });
    await this.untilCompleted(key, job_id, what);
  }

  private async untilCompleted(key: string, id: string, what: string): Promise<void> {
    let job = await this.job(key, id);
    await this.until(
      `${what} is costed`,
      async () => {
        job = await this.job(key, id);
        return !['PENDING', 'RUNNING'].includes(job.status);
      },
      JOB_MAX_MS,
    );
    expectThat(job.status === 'COMPLETED' && job.failed === 0, `${what}: ${JSON.stringify(job)}`);
    this.print(`${what}: ${job.processed} variants costed`);
  }

  private job(key: string, id: string): Promise<{ status: string; processed: number; failed: number }> {
    return this.request(key, `jobs/${id}`);
  }

  private async request<T>(key: string, path: string, body?: object): Promise<T> {
    const answer = await fetch(`http://127.0.0.1:${API_PORT}/api/v1/${path}`, {
      method: body ? 'POST' : 'GET',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });
    expectThat(answer.ok, `${path}: ${answer.status} ${answer.ok ? '' : await answer.text()}`);
    return (await answer.json()) as T;
  }

  /** The root may be read-only: whatever the programs wrote lies in /tmp or in a mounted folder. */
  private async checkWritten(): Promise<void> {
    const root = await this.buildah.do('mount', this.container);
    const written = filesWrittenBy(IMAGE_USER, root, ['tmp', 'keys', 'proc', 'sys', 'dev']);
    expectThat(written.length === 0, `the programs wrote beside /tmp: ${written.join(', ')}`);
    this.print('nothing was written beside /tmp and the mounted folder of keys');
  }

  private async until(what: string, isSo: () => boolean | Promise<boolean>, maxMs = READY_MAX_MS): Promise<void> {
    const deadline = Date.now() + maxMs;
    while (!(await isSo())) {
      expectThat(Date.now() < deadline, `not within ${maxMs / 1000} s: ${what}`);
      await sleep(POLL_MS);
    }
  }
}

const KEYS = { API_KEYS_FILE: '/keys/keys.json' };

function expectThat(isSo: boolean, otherwise: string): void {
  if (!isSo) throw new Error(otherwise);
}
