import { setTimeout as sleep } from 'node:timers/promises';

/** What `/jsz` of a nats-server's monitoring port says, as far as it is read here. */
interface StreamsAnswer {
  readonly account_details?: readonly { readonly stream_detail?: readonly StreamDetail[] }[];
}

interface StreamDetail {
  readonly name: string;
  readonly state: { readonly messages: number };
  readonly consumer_detail?: readonly ConsumerDetail[];
}

interface ConsumerDetail {
  readonly name: string;
  readonly num_pending: number;
  readonly num_ack_pending: number;
  readonly num_redelivered: number;
  readonly num_waiting: number;
  readonly delivered: { readonly consumer_seq: number };
}

/** Announcements that the broker still keeps, though nothing is to be done. */
export interface KeptAnnouncements {
  /** Sentences about streams whose messages are still to be delivered or acknowledged. */
  readonly living: readonly string[];
  /**
   * Messages that no consumer will get: nats-server 2.9 brings them back when it is killed after it noted the
   * acknowledgement and before it noted the removal. They go when they are too old.
   */
  readonly dead: number;
}

/** Asks the broker's monitoring port; `phantoms`: deliveries that it waits for in vain, see `countPhantoms`. */
export async function findAnnouncements(monitorPort: number, phantoms: number): Promise<KeptAnnouncements> {
  const streams = await askStreams(monitorPort);
  const kept = streams.filter(({ state }) => state.messages > 0);
  const isDead = ({ consumer_detail = [] }: StreamDetail): boolean =>
    consumer_detail.length > 0 && consumer_detail.every((one) => one.num_pending + one.num_ack_pending <= phantoms);
  return {
    living: kept.filter((stream) => !isDead(stream)).map(describeStream),
    dead: kept.filter(isDead).reduce((sum, { state }) => sum + state.messages, 0),
  };
}

/** Longer than the wait for an acknowledgement, after which a message is delivered again. */
const PHANTOM_MS = 20_000;

/**
 * Deliveries that wait for an acknowledgement although the message is gone: nats-server 2.9 notes a removal before the
 * acknowledgement when it is killed between the two, and never delivers it again. Told by nothing being delivered for
 * longer than the wait, though somebody fetches. 0: there are none, or it cannot be told.
 */
export async function countPhantoms(monitorPort: number): Promise<number> {
  const look = async (): Promise<readonly ConsumerDetail[]> =>
    (await askStreams(monitorPort)).flatMap(({ consumer_detail }) => consumer_detail ?? []);
  const [before] = await look();
  await sleep(PHANTOM_MS);
  const [after] = await look();
  const isIdle = (one: ConsumerDetail | undefined): boolean =>
    one !== undefined && one.num_pending === 0 && one.num_waiting > 0;
  if (!isIdle(before) || !isIdle(after) || before!.delivered.consumer_seq !== after!.delivered.consumer_seq) return 0;
  return after!.num_ack_pending;
}

async function askStreams(monitorPort: number): Promise<readonly StreamDetail[]> {
  const answer = await fetch(`http://127.0.0.1:${monitorPort}/jsz?streams=true&consumers=true`);
  const { account_details } = (await answer.json()) as StreamsAnswer;
  return account_details?.flatMap(({ stream_detail }) => stream_detail ?? []) ?? [];
}

/** Connections that the broker has now. */
export async function countConnections(monitorPort: number): Promise<number> {
  const answer = await fetch(`http://127.0.0.1:${monitorPort}/connz?limit=1`);
  return ((await answer.json()) as { total: number }).total;
}

function describeStream({ name, state, consumer_detail = [] }: StreamDetail): string {
  const consumers = consumer_detail.map(describeConsumer).join('; ') || 'none';
  return `stream ${name} still holds ${state.messages} announcements; consumers: ${consumers}`;
}

function describeConsumer(consumer: ConsumerDetail): string {
  const { name, num_pending, num_ack_pending, num_redelivered, num_waiting } = consumer;
  return `${name} has ${num_pending} pending, ${num_ack_pending} delivered and not acknowledged, ${num_redelivered} redelivered, ${num_waiting} fetches waiting`;
}
