import { Command } from 'commander';
import { expect, it } from 'vitest';
import { registerSeed } from './seed.js';

async function run(...args: string[]): Promise<unknown> {
  const program = new Command().exitOverride().configureOutput({ writeErr: () => undefined });
  registerSeed(program);
  for (const command of program.commands) command.exitOverride().configureOutput({ writeErr: () => undefined });
  return program.parseAsync(['seed', ...args], { from: 'user' });
}

it.each([
  [['--yarns', '0', '--variants-per-yarn', '5'], '--yarns 0: expected a whole number from 1 to 999999.'],
  [['--yarns', '1e3', '--variants-per-yarn', '5'], '--yarns 1e3: expected'],
  [['--yarns', '-1', '--variants-per-yarn', '5'], '--yarns -1: expected'],
  [['--yarns', '5', '--variants-per-yarn', '1.5'], '--variants-per-yarn 1.5: expected'],
  [
    ['--yarns', '5', '--variants-per-yarn', '5', '--parameters', '251'],
    '--parameters 251: expected a whole number from 1 to 250.',
  ],
  [
    ['--yarns', '5', '--variants-per-yarn', '5', '--seed', 'x'],
    '--seed x: expected a whole number from 0 to 4294967295.',
  ],
  [['--yarns', '900000', '--variants-per-yarn', '90000'], '81,000,000,000 variants: at most 1,000,000,000'],
])('refuses %s before it opens a database', async (args, message) => {
  await expect(run(...args)).rejects.toMatchObject({
    code: 'USAGE',
    options: { exitCode: 2 },
    message: expect.stringContaining(message),
  });
});

it('asks for both numbers', async () => {
  await expect(run('--yarns', '5')).rejects.toMatchObject({ code: 'commander.missingMandatoryOptionValue' });
});
