import { type Database, listClaimableTasks } from '#database';
import type { TaskTransport } from './transport/task-transport.js';

/**
 * Announces what the active job has to do. false: the broker is away; workers find the tasks in the ledger, a second
 * later.
 */
export async function announceJob(database: Database, transport: TaskTransport): Promise<boolean> {
  const tasks = await listClaimableTasks(database.pool);
  try {
    await transport.announce(tasks);
    return true;
  } catch {
    return false;
  }
}
