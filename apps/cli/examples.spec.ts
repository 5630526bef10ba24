import { describe, expect, it } from 'vitest';
import { EXAMPLES, leavesOf } from './examples.js';
import { buildProgram } from './program.js';

/** The words of a command line as a shell gives them; redirections are the shell's own. */
const wordsOf = (line: string): string[] =>
  [...line.replace(/ [<>] \S+$/, '').matchAll(/'([^']*)'|(\S+)/g)]
    .map(([, quoted, plain]) => quoted ?? plain!)
    .slice(1);

describe('the help of each command', () => {
  it('has examples, and there are none of commands that do not exist', () => {
    expect(Object.keys(EXAMPLES).sort()).toEqual(
      leavesOf(buildProgram())
        .map(([name]) => name)
        .sort(),
    );
  });

  it.each(Object.entries(EXAMPLES).flatMap(([name, lines]) => lines.map((line) => [name, line] as const)))(
    'of %s shows what parses: %s',
    async (name, line) => {
      const program = buildProgram();
      const called: string[] = [];
      for (const [leaf, command] of leavesOf(program)) command.action(() => void called.push(leaf));
      await program.parseAsync(wordsOf(line), { from: 'user' });
      expect(called).toEqual([name]);
      const help = leavesOf(program).find(([leaf]) => leaf === name)![1];
      let shown = '';
      help.configureOutput({ writeOut: (text) => (shown += text) }).outputHelp();
      expect(shown).toContain(`$ ${line}`);
    },
  );
});
