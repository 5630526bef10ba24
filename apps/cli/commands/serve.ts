import type { Command } from 'commander';
import { withDatabase } from '../context.js';
import { KeptProgram } from '../kept-program.js';
import { untilStopped } from '../until-stopped.js';
import { writeLine, writeRemark } from '../output.js';

export function registerServe(program: Command): void {
  program
    .command('serve')
    .description('run the API and a worker until Ctrl-C, on the database of DATABASE_URL or the embedded one')
    .addHelpText(
      'after',
      '\nThe API listens on HOST (default 127.0.0.1; another address needs API_KEYS_FILE) and PORT (default 3000; 0: a free one, which is printed).',
    )
    .action(() => withDatabase('serve', serve));
}

const serve: Parameters<typeof withDatabase<void>>[1] = async (database) => {
  const { environment } = database;
  const api = new KeptProgram({ program: 'apps/api/main', name: 'API', environment, onMessage: sayWhere });
  const args = ['--no-health-port'];
  const worker = new KeptProgram({ program: 'apps/worker/main', name: 'worker', environment, args });
  await untilStopped(database, [api, worker], async () => {
    await api.startAndWait();
    await worker.startAndWait();
  });
};

function sayWhere(message: unknown): void {
  const { listening } = message as { listening?: string };
  if (!listening) return;
  writeLine(`listening on ${listening}`);
  writeRemark(`documentation of the API: ${listening}/api/docs; a console will be at ${listening}/`);
}
