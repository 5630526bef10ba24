import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { isDatabaseAway, openDatabase } from '#database';
import { embeddedServer, type EmbeddedServer } from '../../libs/database/embedded/embedded-server.js';
import { configFor, testDataFolder, type TestDataFolder } from '../helpers/postgres.js';

let folder: TestDataFolder;
let server: EmbeddedServer;
beforeAll(async () => {
  folder = await testDataFolder();
  server = await embeddedServer({ root: folder.path, settings: { wal_level: 'replica' } });
  await server.whileRunning(() => Promise.resolve());
  await server.stop(() => Promise.resolve(true));
  // A server that finds this file at its start replays the log of another one, and is read-only.
  await writeFile(join(folder.path, 'postgres', 'standby.signal'), '');
});
afterAll(() => folder.remove());

it('a standby is refused at the start with what to do', async () => {
  await server.whileRunning(async () => {
    const config = configFor({ url: server.url });
    await expect(openDatabase(config, { applicationName: 'costing test' })).rejects.toMatchObject({
      code: 'DATABASE_READ_ONLY',
      message: expect.stringMatching(
        /'costing' at .* is a standby, which is read-only\. Let DATABASE_URL name the primary/,
      ),
    });
  });
});

it('a server that has become one is waited for like one that is away', () => {
  expect(
    isDatabaseAway(Object.assign(new Error('cannot execute UPDATE in a read-only transaction'), { code: '25006' })),
  ).toBe(true);
});
