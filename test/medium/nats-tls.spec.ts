import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openTaskTransport, type TaskTransport } from '#jobs';
import { readConfig } from '#platform';
import { type Certificates, makeCertificates } from '../helpers/certificates.js';
import { NatsServer } from '../helpers/nats-server.js';
import { ACK_WAIT_MS, take, task } from '../helpers/task-transports.js';

let folder: string;
let certificates: Certificates;
let server: NatsServer;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'costing-nats-tls-'));
  certificates = makeCertificates(folder, '127.0.0.1', statSync(folder));
  const tls = `tls { cert_file: "${certificates.certificate}", key_file: "${certificates.key}" }`;
  server = await NatsServer.start({ user: 'joe', password: 's3cret', settings: tls });
});

afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true });
});

function open(env: Record<string, string>): Promise<TaskTransport> {
  return openTaskTransport(readConfig(env), pino({ level: 'silent' }), 'costing test', ACK_WAIT_MS);
}

// By name: nats.js looks for 'localhost' in the certificate of a server that is called by its number.
it('carries tasks in secret, with address and password from a file', async () => {
  const file = join(folder, 'url');
  writeFileSync(file, `tls://joe:s3cret@localhost:${server.port}\n`, { mode: 0o600 });
  const transport = await open({ NATS_URL_FILE: file, NATS_CA_FILE: certificates.authority });
  await transport.announce([task(7)]);
  expect((await take(transport)).partitionNo).toBe(7);
  await transport.close();
});

it('is not spoken to when nobody known signed its certificate', async () => {
  const opening = open({ NATS_URL: `tls://joe:s3cret@127.0.0.1:${server.port}` });
  await expect(opening).rejects.toMatchObject({ code: 'NATS_TLS' });
  await expect(opening).rejects.not.toThrow('s3cret');
});

it('says which file of certificates cannot be read', async () => {
  const opening = open({ NATS_URL: server.url, NATS_CA_FILE: join(folder, 'none.pem') });
  await expect(opening).rejects.toMatchObject({ name: 'CostingError' });
  await expect(opening).rejects.toThrow('none.pem');
});
