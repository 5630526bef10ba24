import {
  AckPolicy,
  type ConsumerConfig,
  DeliverPolicy,
  DiscardPolicy,
  type JetStreamManager,
  nanos,
  type NatsError,
  RetentionPolicy,
  StorageType,
  type StreamConfig,
} from 'nats';
import { CostingError } from '#platform';
import {
  ANNOUNCEMENT_AGE_MAX_MS,
  ANNOUNCEMENTS_MAX,
  DELIVERIES_MAX,
  DUPLICATE_WINDOW_MS,
} from './announcement-rules.js';

export const STREAM = 'COSTING';
export const CONSUMER = 'workers';
export const taskSubject = (partition: number | '*'): string => `costing.tasks.${partition}`;

/** Pulls that may wait at once: one a worker process. */
const WAITING_PULLS_MAX = 2_048;
const NOT_FOUND = [10_059, 10_014];
const OTHER_SETTINGS = [10_058, 10_013, 10_148];

/** What the engine relies on. Whatever is not named here (replicas, placement, bytes) is the operator's affair. */
const STREAM_SETTINGS = {
  subjects: [taskSubject('*')],
  retention: RetentionPolicy.Workqueue,
  storage: StorageType.File,
  // A full queue refuses what is new: the oldest announcement is the one that has waited longest.
  discard: DiscardPolicy.New,
  max_msgs: ANNOUNCEMENTS_MAX,
  max_age: nanos(ANNOUNCEMENT_AGE_MAX_MS),
  duplicate_window: nanos(DUPLICATE_WINDOW_MS),
} satisfies Partial<StreamConfig>;

const consumerSettings = (ackWaitMs: number) =>
  ({
    ack_policy: AckPolicy.Explicit,
    ack_wait: nanos(ackWaitMs),
    deliver_policy: DeliverPolicy.All,
    max_deliver: DELIVERIES_MAX,
    // Those that were given back with a delay count, too: pinned workers must not bring delivery to a halt.
    max_ack_pending: ANNOUNCEMENTS_MAX,
    max_waiting: WAITING_PULLS_MAX,
  }) satisfies Partial<ConsumerConfig>;

/**
 * Makes the stream and its consumer where they are missing; any number of processes may do so at once. True when
 * something was missing, which `onMissing` is waited for before it is made. Throws `CostingError` when either is there with other settings, which are left as they are.
 */
export async function ensureQueue(
  manager: JetStreamManager,
  ackWaitMs: number,
  onMissing: () => Promise<void> = async () => undefined,
): Promise<boolean> {
  const stream = await findOrMake(
    onMissing,
    async () => (await manager.streams.info(STREAM)).config,
    async () => manager.streams.add({ name: STREAM, ...STREAM_SETTINGS }),
  );
  compare(`stream ${STREAM}`, stream.found, STREAM_SETTINGS, `nats stream rm ${STREAM}`);
  const settings = consumerSettings(ackWaitMs);
  const consumer = await findOrMake(
    onMissing,
    async () => (await manager.consumers.info(STREAM, CONSUMER)).config,
    async () => manager.consumers.add(STREAM, { durable_name: CONSUMER, ...settings }),
  );
  compare(
    `consumer ${CONSUMER} of stream ${STREAM}`,
    consumer.found,
    settings,
    `nats consumer rm ${STREAM} ${CONSUMER}`,
  );
  return stream.wasMissing || consumer.wasMissing;
}

async function findOrMake<T>(
  onMissing: () => Promise<void>,
  find: () => Promise<T>,
  make: () => Promise<unknown>,
): Promise<{ found: T; wasMissing: boolean }> {
  try {
    return { found: await find(), wasMissing: false };
  } catch (error) {
    if (!hasCode(error, NOT_FOUND)) throw error;
  }
  await onMissing();
  try {
    await make();
  } catch (error) {
    // Another process made it meanwhile; how, is compared by the caller.
    if (!hasCode(error, OTHER_SETTINGS)) throw clash(error);
  }
  return { found: await find(), wasMissing: true };
}

const hasCode = (error: unknown, codes: readonly number[]): boolean =>
  codes.includes((error as NatsError).api_error?.err_code ?? 0);

/** `subjects overlap with an existing stream` */
function clash(error: unknown): unknown {
  if (!hasCode(error, [10_065])) return error;
  return new CostingError(
    'NATS_SETTINGS',
    `Another stream of this NATS account already takes ${taskSubject('*')}, so the stream ${STREAM} cannot be made: ` +
      'see `nats stream ls`; remove that stream, or give the engine an account of its own.',
    { cause: error },
  );
}

function compare(what: string, found: object, expected: Readonly<Record<string, unknown>>, removal: string): void {
  const actual = found as Readonly<Record<string, unknown>>;
  const differences = Object.entries(expected)
    .filter(([name, value]) => JSON.stringify(actual[name]) !== JSON.stringify(value))
    .map(([name, value]) => `${name} is ${shown(actual[name])}, expected ${shown(value)}`);
  if (differences.length === 0) return;
  throw new CostingError(
    'NATS_SETTINGS',
    `NATS has a ${what} with other settings: ${differences.join('; ')}. If it is this engine's (of another version, or ` +
      `changed by hand), stop the workers and remove it with \`${removal}\`: it is made anew and no row is lost, the ` +
      'ledger knows all tasks. If it is not, give the engine an account of its own.',
  );
}

const shown = (value: unknown): string => JSON.stringify(value) ?? 'absent';
