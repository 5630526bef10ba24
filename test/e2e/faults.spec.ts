import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PROJECT_ROOT } from '#platform';

const TIMEOUT_MS = 240_000;

describe('fault rounds', () => {
  it('leave every summary exact, whatever was killed', { timeout: TIMEOUT_MS }, async () => {
    const args = ['--seed', '3', '--rounds', '4', '--variants', '20000'];
    const { code, stdout } = await new Promise<{ code: number; stdout: string }>((resolve) => {
      execFile(process.execPath, [join(PROJECT_ROOT, 'dist/bench/faults/main.js'), ...args], (error, out) =>
        resolve({ code: error ? Number(error.code) : 0, stdout: out }),
      );
    });
    expect(stdout).toContain('4 of 4 rounds were exact');
    expect(code).toBe(0);
  });
});
