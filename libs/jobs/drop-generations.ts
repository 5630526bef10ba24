import {
  CLEAN_UP_SESSION,
  type Client,
  type Database,
  dropGeneration,
  endWhenIdle,
  finalizeDetachment,
  forgetAbandoned,
  type GenerationHolder,
  isDatabaseAway,
  listGenerationHolders,
  listGenerationsToSetAside,
  listPendingDetachments,
  listUnneededGenerations,
  setGenerationAside,
  setLockTimeout,
  sqlStateOf,
  tryAdvisoryLock,
} from '#database';
import { CostingError } from '#platform';
import { LEASE_SECONDS } from './leases.js';

/** Held while generations are dropped. */
export const DROP_LOCK = 'drop-generations';
/** How long one statement waits for readers before its generation is left to the next time. */
const WAIT_SECONDS = 1;

/** How long to wait for readers; default: a second. */
export interface DropPatience {
  readonly waitSeconds?: number | undefined;
}

const LOCK_NOT_AVAILABLE = '55P03';
/** Another partition is being detached and waits for a reader. */
const NOT_IN_PREREQUISITE_STATE = '55000';
/** A job that attaches its generation has priority: `cancelDetachments`. */
const QUERY_CANCELED = '57014';
/** A reader in an old snapshot met the lock of this session; one of the two was ended. */
const DEADLOCK_DETECTED = '40P01';

/** Generations that nobody needs and that cannot be dropped yet, and the sessions that keep them. */
export interface HeldGenerations {
  readonly generations: readonly number[];
  /** The oldest transaction first; empty when they ended meanwhile. */
  readonly holders: readonly GenerationHolder[];
}

const NOTHING_HELD: HeldGenerations = { generations: [], holders: [] };

/**
 * Drops what no reader and no job needs any more: generations before the previous one, and what cancelled, failed and
 * discarded jobs left; sets kept ones aside, out of the way of readers; and ends detachments that were interrupted. Gives
 * the generations that a reader's transaction still keeps: the next call tries them again. Yields to a job that attaches
 * its generation.
 */
export async function dropUnneededGenerations(
  database: Pick<Database, 'connect'>,
  { waitSeconds = WAIT_SECONDS }: DropPatience = {},
): Promise<HeldGenerations> {
  const client = await database.connect(CLEAN_UP_SESSION);
  try {
    if (!(await tryAdvisoryLock(client, DROP_LOCK))) return NOTHING_HELD;
    await setLockTimeout(client, waitSeconds);
    await endWhenIdle(client, LEASE_SECONDS);
    await forgetAbandoned(client);
    const sweep = new Sweep();
    await sweep.each(await listPendingDetachments(client), (generation) => endDetachment(client, generation));
    await sweep.each(await listUnneededGenerations(client), (generation) => dropGeneration(client, generation));
    await sweep.each(await listGenerationsToSetAside(client), (generation) => setGenerationAside(client, generation));
    return await describeHeld(client, sweep.held);
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** The statements of one call, each of which may find its generation in use. */
class Sweep {
  readonly held = new Set<number>();
  private isCancelled = false;

  async each(generations: readonly number[], work: (generation: number) => Promise<void>): Promise<void> {
    for (const generation of generations) {
      // The same reader would be waited for once more.
      if (this.held.has(generation)) continue;
      if (this.isCancelled || !(await this.succeeds(() => work(generation)))) this.held.add(generation);
    }
  }

  private async succeeds(work: () => Promise<void>): Promise<boolean> {
    try {
      await work();
      return true;
    } catch (error) {
      const state = sqlStateOf(error);
      this.isCancelled ||= state === QUERY_CANCELED;
      if (!IN_USE.has(state)) throw error;
      return false;
    }
  }
}

const IN_USE: ReadonlySet<unknown> = new Set([
  LOCK_NOT_AVAILABLE,
  NOT_IN_PREREQUISITE_STATE,
  QUERY_CANCELED,
  DEADLOCK_DETECTED,
]);

/**
 * Ends the move of a kept generation that was interrupted, so that it can be shown again. Throws `GENERATION_IN_USE` (503)
 * while a reader's transaction needs it where it was.
 */
export async function finishMove(database: Pick<Database, 'connect'>, generation: number): Promise<void> {
  const client = await database.connect(CLEAN_UP_SESSION);
  try {
    if (!(await listPendingDetachments(client)).includes(generation)) return;
    await setLockTimeout(client, WAIT_SECONDS);
    const sweep = new Sweep();
    await sweep.each([generation], () => endDetachment(client, generation));
    if (sweep.held.size === 0) return;
    const held = heldText(await describeHeld(client, sweep.held));
    const message = `The summaries of job ${generation} are being moved: ${held}. Try again then.`;
    throw new CostingError('GENERATION_IN_USE', message, { httpStatus: 503, retryAfterSeconds: 5 });
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** FINALIZE waits under a lock that an old snapshot's reader may need: while there is such a reader it is not begun. */
async function endDetachment(client: Client, generation: number): Promise<void> {
  const [holder] = await listGenerationHolders(client, generation);
  if (holder) throw Object.assign(new Error(`session ${holder.pid} reads it`), { code: LOCK_NOT_AVAILABLE });
  await finalizeDetachment(client, generation);
}

async function describeHeld(client: Client, held: ReadonlySet<number>): Promise<HeldGenerations> {
  const holders = new Map<number, GenerationHolder>();
  for (const generation of held) {
    for (const holder of await listGenerationHolders(client, generation)) holders.set(holder.pid, holder);
  }
  return { generations: [...held].sort((a, b) => a - b), holders: [...holders.values()] };
}

/**
 * `dropUnneededGenerations` beside a job or command whose outcome does not depend on it: whatever goes wrong is told in
 * one sentence, and the next clean-up makes up for it.
 */
export async function tryToDropGenerations(
  database: Pick<Database, 'connect'>,
  tell: (remark: string) => void,
  patience: DropPatience = {},
): Promise<void> {
  try {
    const remark = heldText(await dropUnneededGenerations(database, patience));
    if (remark) tell(remark);
  } catch (error) {
    // Whoever needs the database next reports that it is away.
    if (!isDatabaseAway(error)) tell(`superfluous generations were not dropped yet: ${(error as Error).message}`);
  }
}

/** Which generations are kept by whom, as one sentence; null: none. */
export function heldText({ generations, holders }: HeldGenerations): string | null {
  if (generations.length === 0) return null;
  const [what, are] = generations.length === 1 ? ['generation', 'is'] : ['generations', 'are'];
  const by = holders.length === 0 ? '' : `: ${holders.map(holderText).join(', ')}`;
  return `${what} ${generations.join(', ')} ${are} dropped later, after the end of transactions that still read${by}`;
}

const holderText = ({ pid, application, user, since }: GenerationHolder): string =>
  `session ${pid} (${application || 'no application name'}${user === null ? '' : `, ${user}`}${since === null ? '' : `, since ${since}`})`;
