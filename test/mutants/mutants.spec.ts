import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PROJECT_ROOT } from '#platform';
import { MUTANTS } from './mutants.js';

describe('deliberate bugs', () => {
  it.each(MUTANTS)('can still be made: $name', ({ edits, caughtBy }) => {
    for (const { file, find } of edits) {
      const parts = readFileSync(join(PROJECT_ROOT, file), 'utf8').split(find);
      expect(parts.length - 1, `${file} must hold this text once; write it as it is now:\n${find}`).toBe(1);
    }
    expect(existsSync(join(PROJECT_ROOT, caughtBy))).toBe(true);
  });

  it('have names of their own', () => {
    expect(new Set(MUTANTS.map(({ name }) => name)).size).toBe(MUTANTS.length);
  });
});
