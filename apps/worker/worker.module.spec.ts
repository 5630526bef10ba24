import { Test } from '@nestjs/testing';
import { expect, it, vi } from 'vitest';
import { createLog, readConfig } from '#platform';
import { CONNECTIONS } from './tokens.js';
import { WorkerModule } from './worker.module.js';

it('closes its connections when the database is lost before the worker is made', async () => {
  const lost = new Error('the database system is in recovery mode');
  const close = vi.fn(() => Promise.resolve());
  const connections = { database: { pool: { query: () => Promise.reject(lost) } }, close };
  const module = WorkerModule.forRoot(readConfig({}), createLog('silent', 'test'));
  const making = Test.createTestingModule({ imports: [module] })
    .overrideProvider(CONNECTIONS)
    .useValue(connections)
    .compile();
  await expect(making).rejects.toBe(lost);
  expect(close).toHaveBeenCalledOnce();
});
