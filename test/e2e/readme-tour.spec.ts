import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { CLI_MAIN, CommandLine } from '../helpers/command-line.js';

const run = promisify(execFile);
const LEFT_OUT = '…';

const line = CommandLine.forThisFile();

interface Shown {
  readonly command: string;
  readonly output: readonly string[];
}

/** Commands of the README's console blocks, each with the lines below it. */
function shownCommands(): Shown[] {
  const blocks = [...readFileSync('README.md', 'utf8').matchAll(/^```console\n(.*?)^```/gms)].map(
    ([, block]) => block!,
  );
  return blocks.flatMap((block) =>
    block
      .split(/^\$ /m)
      .slice(1)
      .map((text) => {
        const [command, ...output] = text.trimEnd().split('\n');
        return { command: command!, output };
      }),
  );
}

/** What differs from run to run: how long it took, and when. */
const lasting = (line: string): string =>
  line.replace(/[\d.]+ s, [\d,]+\/s/, '# s, #/s').replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/, '<time>');

/** The shown lines between two that are left out stand together somewhere in the output, in this order. */
function expectShown(shown: readonly string[], actual: readonly string[]): void {
  let rest = actual.map(lasting);
  let anywhere = false;
  for (const line of shown.map(lasting)) {
    if (line === LEFT_OUT) {
      anywhere = true;
      continue;
    }
    const at = anywhere ? rest.indexOf(line) : 0;
    expect(rest[at], rest.join('\n')).toBe(line);
    rest = rest.slice(at + 1);
    anywhere = false;
  }
  if (!anywhere) expect(rest).toEqual([]);
}

describe('the tour in the README', () => {
  it('shows what its commands say', async () => {
    const commands = shownCommands();
    expect(commands.length).toBeGreaterThan(5);
    for (const { command, output } of commands) {
      const shell = command.replace(/^npm run -s costing --/, `"${process.execPath}" ${CLI_MAIN}`);
      expect(shell).not.toBe(command);
      const { stdout } = await run('bash', ['-o', 'errexit', '-c', shell], { env: line.env });
      expectShown(output, stdout.trimEnd().split('\n'));
    }
  });
});
