import type { Command } from 'commander';
import { withDatabase } from '../context.js';
import { KeptProgram } from '../kept-program.js';
import { untilStopped } from '../until-stopped.js';

export function registerWorker(program: Command): void {
  program
    .command('worker')
    .description('run a worker until Ctrl-C; several may work on one database')
    .action(() =>
      withDatabase('worker', async (database) => {
        const { environment } = database;
        const worker = new KeptProgram({ program: 'apps/worker/main', name: 'worker', environment });
        await untilStopped(database, [worker], () => worker.startAndWait());
      }),
    );
}
