import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ownToken, tokenIsAlive, withFolderLock } from './folder-lock.js';

/** Beyond the largest pid that Linux gives. */
const DEAD = '4194305-1-1';

describe('withFolderLock', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'folder-lock-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('lets one in at a time, and leaves nothing behind', async () => {
    let inside = 0;
    const most: number[] = [];
    const work = (): Promise<void> =>
      withFolderLock(folder, 'lock', async () => {
        inside += 1;
        most.push(inside);
        for (let i = 0; i < 5; i += 1) await turn();
        inside -= 1;
      });
    await Promise.all(Array.from({ length: 8 }, work));
    expect(most).toEqual(Array(8).fill(1));
    expect(readdirSync(folder)).toEqual([]);
  });

  it('is given back when the work fails', async () => {
    await expect(withFolderLock(folder, 'lock', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await withFolderLock(folder, 'lock', () => Promise.resolve('again'))).toBe('again');
  });

  it('evicts the dead, among several who find them, and clears their preparations', async () => {
    mkdirSync(join(folder, 'lock'));
    writeFileSync(join(folder, 'lock', DEAD), '');
    mkdirSync(join(folder, `lock.${DEAD}`));
    const order: number[] = [];
    const enter = (n: number): Promise<void> =>
      withFolderLock(folder, 'lock', async () => {
        order.push(n);
        await turn();
        order.push(n);
      });
    await Promise.all([enter(1), enter(2), enter(3)]);
    expect(order.filter((n, i) => i % 2 === 1 && n !== order[i - 1])).toEqual([]);
    expect(existsSync(join(folder, `lock.${DEAD}`))).toBe(false);
  });

  it('tells a process from a later one with the same pid', () => {
    const token = ownToken();
    expect(tokenIsAlive(token)).toBe(true);
    expect(tokenIsAlive(DEAD)).toBe(false);
    expect(tokenIsAlive(`${process.pid}-1-1`)).toBe(false);
  });
});
