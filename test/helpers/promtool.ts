import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { systemProgram } from './system-program.js';

const ABSENT =
  'Tests of metrics and alert rules need the program promtool, 2.42 or newer, on PATH: install the package `prometheus` ' +
  '(Debian, Ubuntu; its service is not needed), `brew install prometheus` (macOS), or the release of prometheus/prometheus.';

/** Runs promtool with `input` on its standard input; gives its exit code and all that it prints. */
export async function promtool(args: readonly string[], input = ''): Promise<{ code: number; output: string }> {
  const program = spawn(await systemProgram('promtool', ABSENT, { partOf: 'prometheus' }), args, { stdio: 'pipe' });
  let output = '';
  for (const stream of [program.stdout, program.stderr]) stream.on('data', (text) => (output += String(text)));
  // A program that refuses its arguments closes its input unread.
  program.stdin.on('error', () => undefined);
  program.stdin.end(input);
  const [code] = (await once(program, 'close')) as [number];
  return { code, output };
}
