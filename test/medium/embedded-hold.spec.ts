import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from '#database';
import { EmbeddedProcess } from '../helpers/embedded-process.js';
import { emptyDataFolder, type TestDataFolder, testDataFolder } from '../helpers/postgres.js';

/** The embedded database belongs to one process tree at a time. */
describe('holding the embedded database', () => {
  let folder: TestDataFolder;
  const open = (applicationName: string): Promise<Database> => openDatabase(folder.config, { applicationName });

  beforeEach(async () => {
    folder = await testDataFolder();
  });
  afterEach(() => folder.remove());

  it('tells a second start who holds it, since when, and what to do', async () => {
    const before = Date.now();
    const app = new EmbeddedProcess(folder.path, 'costing demo');
    const { url } = await app.answer();
    const refused: unknown = await open('costing worker').catch((error: unknown) => error);
    expect(refused).toMatchObject({
      code: 'DATA_FOLDER_IN_USE',
      options: { details: { holder: `costing demo [${app.pid}]`, pid: app.pid, database_url: url } },
    });
    const { message } = refused as Error;
    expect(message).toContain(`${folder.path} is in use by costing demo (process ${app.pid}) since `);
    expect(message).toContain(
      `Wait until that ends, stop it (kill ${app.pid}), or share its database: DATABASE_URL='${url}'`,
    );
    const since = Date.parse(/since (\S+)\./.exec(message)?.[1] ?? '');
    expect(since).toBeGreaterThanOrEqual(before);
    expect(since).toBeLessThanOrEqual(Date.now());

    // The refused one left the holder's server alone, and sharing works as the message says.
    const shared = await openDatabase(
      { ...folder.config, database: { ...folder.config.database, url: url ?? '' } },
      { applicationName: 'costing worker' },
    );
    expect(shared.embedded).toBe(false);
    expect((await shared.pool.query('SELECT 1 AS n')).rows).toEqual([{ n: 1 }]);
    await shared.close();
    expect(await app.ask('close')).toEqual({ done: 'close' });

    const next = await open('costing worker');
    await next.close();
  });

  it('lets one of several simultaneous first starts win', async () => {
    const empty = await emptyDataFolder();
    const apps = [1, 2, 3].map((n) => new EmbeddedProcess(empty.path, `costing start${n}`));
    const answers = await Promise.all(apps.map((app) => app.answer()));
    const winner = apps[answers.findIndex(({ ready }) => ready !== undefined)];
    expect(answers.filter(({ ready }) => ready)).toHaveLength(1);
    expect(answers.filter(({ failed }) => failed === 'DATA_FOLDER_IN_USE')).toHaveLength(2);
    for (const { message } of answers.filter(({ failed }) => failed)) {
      expect(message).toContain(`(process ${winner?.pid})`);
    }
    expect(await winner?.ask('CREATE TABLE works (n int)')).toHaveProperty('done');
    await winner?.ask('close');
    await empty.remove();
  });

  it('waits for a server that is being shut down', async () => {
    const app = new EmbeddedProcess(folder.path);
    await app.answer();
    const closing = app.ask('close');
    const next = await open('costing next').catch((error: unknown) => error);
    await closing;
    // Either it came before the close began and was told so, or it waited and then had it.
    if (next instanceof Error) expect(next).toMatchObject({ code: 'DATA_FOLDER_IN_USE' });
    else await (next as Database).close();
    await (await open('costing last')).close();
  });
});
