import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PROJECT_ROOT } from '#platform';

const TIMEOUT_MS = 400_000;

function campaign(...args: string[]): Promise<{ code: number; stdout: string }> {
  return new Promise((resolve) => {
    const all = [join(PROJECT_ROOT, 'dist/bench/faults/main.js'), '--variants', '20000', ...args];
    execFile(process.execPath, all, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code) : 0, stdout: stdout + stderr }),
    );
  });
}

/** The short form of the campaign: seeds whose rounds hit workers, apis, PostgreSQL, NATS and the ways between them. */
describe('fault rounds', () => {
  it('leave every summary exact, whatever was killed, stopped or cut off', { timeout: TIMEOUT_MS }, async () => {
    const { code, stdout } = await campaign('--seed', '2983', '--rounds', '4', '--longest', '2', '--embedded', '0');
    expect(stdout).toContain('4 of 4 rounds were exact');
    expect(code).toBe(0);
  });

  it('leave every summary exact on the embedded server', { timeout: TIMEOUT_MS }, async () => {
    const { code, stdout } = await campaign('--seed', '3', '--rounds', '2', '--embedded', '1');
    expect(stdout).toContain('2 of 2 rounds were exact');
    expect(code).toBe(0);
  });
});
