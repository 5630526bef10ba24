import { cleanUp, failJob, type WorkerParts } from './worker-parts.js';

/** Between jobs there is time to wait for readers that come one after the other. */
const IDLE_WAIT_SECONDS = 10;

/**
 * What one worker at a time does for all, every few seconds: fails jobs whose task died too often, announces what is
 * free and perhaps was not heard of, drops what was still read when its job ended. All of it may be done twice.
 */
export async function reconcile(
  parts: Pick<WorkerParts, 'ledger' | 'transport' | 'events' | 'observer' | 'log'>,
): Promise<void> {
  const { ledger, transport } = parts;
  if (!(await ledger.takeTerm())) return;
  const [dead] = await ledger.failDead();
  if (dead) {
    const how = dead.error ? `last with: ${dead.error}` : `last under worker ${dead.worker}`;
    const what = `its worker died or it failed ${dead.failures} time(s) in ${dead.attempt} attempt(s), ${how}`;
    await failJob(parts, dead.jobId, `partition ${dead.partitionNo}: ${what}`);
  }
  if (await ledger.activeJob()) {
    if (transport.isConnected) await transport.announce(await ledger.claimable());
  } else await cleanUp(parts, IDLE_WAIT_SECONDS);
}
