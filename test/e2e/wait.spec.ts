import { expect, it } from 'vitest';
import { CommandLine, runCommand } from '../helpers/command-line.js';

const line = CommandLine.forThisFile();

it('returns at once where the database has the schema', async () => {
  expect(await line.costing('wait')).toMatchObject({ code: 0, stdout: 'The database answers.\n' });
  expect(await line.costing('wait', '--schema', '--seconds', '1')).toMatchObject({
    code: 0,
    stdout: 'The database has the schema of this version.\n',
  });
});

it('waits while a migration is missing, and says which', async () => {
  const { rows } = await line.pool.query<{ name: string }>(
    `DELETE FROM schema_migrations WHERE timestamp = (SELECT max(timestamp) FROM schema_migrations) RETURNING name, timestamp`,
  );
  const waiting = line.costing('wait', '--schema', '--seconds', '1');
  expect(await waiting).toMatchObject({ code: 1, stderr: expect.stringContaining(rows[0]!.name) });
});

it('fails after the time that it was given, with what is wrong', async () => {
  const url = line.env['DATABASE_URL']!.replace(/host=[^&]*/, 'host=127.0.0.1&port=1');
  const outcome = await runCommand(url, ['wait', '--seconds', '1']);
  expect(outcome).toMatchObject({ code: 1, stderr: expect.stringContaining('nothing listens there') });
});
