import { ClientNats } from '@nestjs/microservices';
import { firstValueFrom } from 'rxjs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CONTROL, type ControlLink, openControl } from '#jobs';
import { createLog, readConfig } from '#platform';
import { NatsServer } from '../helpers/nats-server.js';
import { NotingWorker } from '../helpers/noting-worker.js';

const log = createLog('silent', 'test');
const JOB = '01900000-0000-7000-8000-000000000001';

let nats: NatsServer;
let control: ControlLink;
let opened: { close(): Promise<void> }[] = [];

beforeEach(async () => {
  nats = await NatsServer.start();
  control = keep(await openControl(config(), log, 'test'));
});

afterEach(async () => {
  for (const one of opened.reverse()) await one.close();
  opened = [];
  await nats.stop();
});

const config = () => readConfig({ NATS_URL: nats.url });

function keep<T extends { close(): Promise<void> }>(one: T): T {
  opened.push(one);
  return one;
}

async function startWorker(name: string): Promise<NotingWorker> {
  return keep(await NotingWorker.start(nats.url, name));
}

/** Publishes bytes as they are, which Nest's client would wrap. */
async function raw(client: ClientNats): Promise<{ publish(subject: string, text: string): void }> {
  await client.connect();
  const connection = client.unwrap<{ publish(subject: string, data: Uint8Array): void }>();
  return { publish: (subject, text) => connection.publish(subject, Buffer.from(text)) };
}

describe('cancel', () => {
  it('comes to every worker', async () => {
    const workers = [await startWorker('a'), await startWorker('b')];
    control.cancelled(JOB);
    for (const worker of workers) await expect.poll(() => worker.noticed).toBe(1);
  });

  it('arrives also when whoever told it closes at once', async () => {
    const worker = await startWorker('a');
    const command = await openControl(config(), log, 'test command');
    command.cancelled(JOB);
    await command.close();
    await expect.poll(() => worker.noticed).toBe(1);
  });

  it('is heard after whatever else was published there', async () => {
    const worker = await startWorker('a');
    const vandal = new ClientNats({ servers: [nats.url] });
    keep(vandal);
    const { publish } = await raw(vandal);
    for (const text of [
      '',
      'no JSON',
      'null',
      '[]',
      '{"data":null}',
      '{"data":{"job_id":"x"}}',
      '{"data":{"job_id":7}}',
    ]) {
      publish(CONTROL.cancel, text);
      publish(CONTROL.workerStatus, text);
    }
    control.cancelled(JOB);
    await expect.poll(() => worker.noticed).toBe(1);
  });

  it('is heard again when the broker was killed, and lost without an error while it is away', async () => {
    const worker = await startWorker('a');
    await nats.kill();
    for (let n = 0; n < 3; n++) control.cancelled(JOB);
    control.events.finished(JOB);
    await nats.restart();
    const again = (): number => {
      control.cancelled(JOB);
      return worker.noticed;
    };
    await expect.poll(again, { timeout: 20_000 }).toBeGreaterThan(0);
  });
});

describe('worker status', () => {
  it('is gathered from all, by their own words', async () => {
    const workers = [await startWorker('a'), await startWorker('b')];
    const startedAt = performance.now();
    const answers = await control.askWorkers(['b', 'a']);
    expect(answers!.toSorted((one, other) => one.worker.localeCompare(other.worker))).toEqual(
      workers.map(({ status }) => status),
    );
    expect(performance.now() - startedAt).toBeLessThan(900);
  });

  it('waits a second, no more, for one that is silent', async () => {
    await startWorker('a');
    const startedAt = performance.now();
    expect((await control.askWorkers(['a', 'gone']))!.map(({ worker }) => worker)).toEqual(['a']);
    const waited = performance.now() - startedAt;
    expect(waited).toBeGreaterThan(900);
    expect(waited).toBeLessThan(2_000);
  });

  it('does not wait where nobody is, and knows nothing where no broker is', async () => {
    const startedAt = performance.now();
    expect(await control.askWorkers(['gone'])).toEqual([]);
    expect(performance.now() - startedAt).toBeLessThan(900);
    await nats.kill();
    await expect.poll(() => control.askWorkers(['gone'])).toBeNull();
  });

  it("answers Nest's own client, too", async () => {
    const worker = await startWorker('a');
    const client = new ClientNats({ servers: [nats.url] });
    keep(client);
    expect(await firstValueFrom(client.send(CONTROL.workerStatus, {}))).toEqual(worker.status);
  });
});
