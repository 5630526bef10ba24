import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readConfig } from './config.js';

const folder = mkdtempSync(join(tmpdir(), 'costing-settings-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

describe('a setting from a file', () => {
  it('is the text of the file, without the line break', () => {
    const config = readConfig({
      DATABASE_URL_FILE: file('database', 'postgres://mill:s3cret@db/costing\n'),
      MIGRATION_DATABASE_URL_FILE: file('migration', 'postgres://owner:s3cret@db/costing\n'),
      NATS_URL_FILE: file('nats', 'tls://joe:s3cret@nats\n'),
    });
    expect(config.database).toMatchObject({
      url: 'postgres://mill:s3cret@db/costing',
      migrationUrl: 'postgres://owner:s3cret@db/costing',
    });
    expect(config.nats).toMatchObject({ servers: ['nats:4222'], user: 'joe', password: 's3cret', tls: true });
    expect(readConfig({ DATABASE_URL: 'postgres://a/b', DATABASE_URL_FILE: '' }).database.migrationUrl).toBe(
      'postgres://a/b',
    );
  });

  it.each([
    [
      { DATABASE_URL_FILE: join(folder, 'none') },
      `DATABASE_URL_FILE=${folder}/none cannot be read: there is no such file`,
    ],
    [{ NATS_URL_FILE: folder }, `NATS_URL_FILE=${folder} cannot be read: it is a folder`],
    [{ DATABASE_URL_FILE: file('empty', ' \n') }, 'is empty'],
    [{ DATABASE_URL: 'postgres://a/b', DATABASE_URL_FILE: '/x' }, 'DATABASE_URL and DATABASE_URL_FILE are both set'],
    [{ DATABASE_URL_FILE: file('wrong', 's3cret') }, 'DATABASE_URL is no address'],
  ])('is refused with the reason, never the contents: %j', (env, reason) => {
    expect(() => readConfig(env)).toThrow(reason);
    expect(() => readConfig(env)).not.toThrow('s3cret');
  });
});
