import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PROJECT_ROOT } from '#platform';
import { testDatabase, type TestDatabase } from '../helpers/postgres.js';

let server: TestDatabase;
beforeAll(async () => {
  server = await testDatabase();
});
afterAll(() => server.close());

/** Errors that nothing in the program catches, each at its signal. */
const DEFECTS =
  'data:text/javascript,process.on("SIGUSR2",()=>{throw new Error("thrown")}).on("SIGALRM",()=>{Promise.reject(new Error("rejected"))})';

/** A service as the image starts it: without a parent that it talks to. */
class Service {
  stdout = '';
  stderr = '';
  readonly exited: Promise<unknown[]>;

  private constructor(readonly child: ChildProcess) {
    child.stdout!.on('data', (text) => (this.stdout += String(text)));
    child.stderr!.on('data', (text) => (this.stderr += String(text)));
    this.exited = once(child, 'close');
  }

  static start(program: 'api' | 'worker', environment: Readonly<Record<string, string>> = {}): Service {
    const healthPort = program === 'worker' ? '0' : '';
    const settings = {
      DATABASE_URL: server.url,
      PORT: '0',
      HEALTH_PORT: healthPort,
      NATS_URL: '',
      WORKER_COUNT: '1',
      ...environment,
    };
    const main = join(PROJECT_ROOT, 'dist/apps', program, 'main.js');
    return new Service(
      spawn(process.execPath, ['--import', DEFECTS, main], { env: { ...process.env, ...settings }, stdio: 'pipe' }),
    );
  }

  async url(): Promise<string> {
    const listening = /^listening on (\S+)\n$/;
    await expect.poll(() => this.stdout, { timeout: 20_000, message: this.stderr }).toMatch(listening);
    return listening.exec(this.stdout)![1]!;
  }

  get lines(): { readonly [field: string]: unknown }[] {
    return this.stderr.trimEnd().split('\n').map((line) => JSON.parse(line) as { readonly [field: string]: unknown }); // prettier-ignore
  }
}

describe('an API without keys', () => {
  it('listens on any loopback address and answers by its name, and by no other one', async () => {
    const api = Service.start('api', { HOST: '127.0.0.2', LOG_LEVEL: 'debug' });
    const url = await api.url();
    expect(url).toMatch(/^http:\/\/127\.0\.0\.2:\d+$/);
    expect((await fetch(`${url}/api/v1/parameters`)).status).toBe(200);
    expect((await fetch(`${url}/api/v1/parameters`, { method: 'HEAD' })).status).toBe(200);
    const other = fetch(url.replace('127.0.0.2', '127.0.0.1'));
    await expect(other).rejects.toThrow('fetch failed');
    api.child.kill('SIGTERM');
    expect(await api.exited).toEqual([0, null]);
    const requests = api.lines.flatMap(({ req }) => (req ? [(req as { method: string }).method] : []));
    expect(requests).toEqual(['GET', 'HEAD']);
  });
});

describe.each(['api', 'worker'] as const)('an error that nothing catches ends the %s', (program) => {
  it.each([
    ['SIGUSR2', 'thrown', 'uncaughtException'],
    ['SIGALRM', 'rejected', 'unhandledRejection'],
  ] as const)('with one JSON line and exit code 1 (%s)', { timeout: 60_000 }, async (signal, message, origin) => {
    await expect.poll(() => workers()).toBe(0);
    const service = Service.start(program, { LOG_LEVEL: 'fatal' });
    if (program === 'api') await service.url();
    else await expect.poll(() => workers(), { timeout: 20_000 }).toBeGreaterThan(0);
    service.child.kill(signal);
    expect(await service.exited).toEqual([1, null]);
    expect(service.lines).toMatchObject([{ level: 60, name: `costing-${program}`, origin, err: { message } }]);
  });
});

/** Sessions of workers that are there. */
async function workers(): Promise<number> {
  const { rows } = await server.pool.query<{ n: number }>(
    `SELECT count(*)::integer AS n FROM pg_stat_activity WHERE application_name LIKE 'costing worker%' AND datname = current_database()`,
  );
  return rows[0]!.n;
}
