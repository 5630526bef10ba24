import {
  type Database,
  dropGeneration,
  endWhenIdle,
  forgetAbandoned,
  listGenerationsToSetAside,
  listUnneededGenerations,
  setGenerationAside,
  setLockTimeout,
  tryAdvisoryLock,
} from '#database';
import { LEASE_SECONDS } from './leases.js';

/** Held while generations are dropped. */
export const DROP_LOCK = 'drop-generations';
/** How long a drop waits for readers of old snapshots before it is left to the next time. */
const LOCK_TIMEOUT_SECONDS = 5;

const LOCK_NOT_AVAILABLE = '55P03';
/** Another partition is being detached and waits for a reader. */
const NOT_IN_PREREQUISITE_STATE = '55000';

/**
 * Drops what no reader and no job needs any more: generations before the previous one, and what cancelled, failed
 * and discarded jobs left; and sets kept ones aside, out of the way of readers. Gives the generations that are still in use by somebody's old snapshot; the next call
 * tries them again.
 */
export async function dropUnneededGenerations(database: Database): Promise<number[]> {
  const client = await database.connect('costing clean-up');
  const kept: number[] = [];
  try {
    if (!(await tryAdvisoryLock(client, DROP_LOCK))) return kept;
    await setLockTimeout(client, LOCK_TIMEOUT_SECONDS);
    await endWhenIdle(client, LEASE_SECONDS);
    await forgetAbandoned(client);
    for (const generation of await listUnneededGenerations(client)) {
      try {
        await dropGeneration(client, generation);
      } catch (error) {
        if ((error as { code?: unknown }).code !== LOCK_NOT_AVAILABLE) throw error;
        kept.push(generation);
      }
    }
    for (const generation of await listGenerationsToSetAside(client)) {
      try {
        await setGenerationAside(client, generation);
      } catch (error) {
        // It stays in the way of readers, but is no less kept: the next call tries again.
        const { code } = error as { code?: unknown };
        if (code !== LOCK_NOT_AVAILABLE && code !== NOT_IN_PREREQUISITE_STATE) throw error;
      }
    }
    return kept;
  } finally {
    await client.end();
  }
}
