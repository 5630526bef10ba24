import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { boundLog, openLog } from './log-file.js';

describe('the server log', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'log-file-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('tells what was written since it was opened', async () => {
    const path = join(folder, 'log');
    appendFileSync(path, 'before\n');
    const log = await openLog(path);
    expect(await log.tail()).toBe('');
    appendFileSync(path, 'FATAL: no\n');
    expect(await log.tail()).toBe('FATAL: no\n');
    await log.close();
  });

  it('is moved aside when it grew too long, while its writer goes on', async () => {
    const path = join(folder, 'log');
    const log = await openLog(path);
    appendFileSync(log.descriptor, 'x'.repeat(101));
    await boundLog(path, 100);
    appendFileSync(log.descriptor, 'y');
    expect([readFileSync(path, 'utf8'), statSync(`${path}.1`).size]).toEqual(['y', 101]);
    await boundLog(path, 100);
    expect(statSync(`${path}.1`).size).toBe(101);
    await log.close();
  });

  it('needs no file to be bounded', () => expect(boundLog(join(folder, 'none'))).resolves.toBe(undefined));
});
