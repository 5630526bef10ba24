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

/** Asks the broker's monitoring port. */
export async function findAnnouncements(monitorPort: number): Promise<KeptAnnouncements> {
  const answer = await fetch(`http://127.0.0.1:${monitorPort}/jsz?streams=true&consumers=true`);
  const { account_details } = (await answer.json()) as StreamsAnswer;
  const streams = account_details?.flatMap(({ stream_detail }) => stream_detail ?? []) ?? [];
  const kept = streams.filter(({ state }) => state.messages > 0);
  const isDead = ({ consumer_detail = [] }: StreamDetail): boolean =>
    consumer_detail.length > 0 && consumer_detail.every((one) => one.num_pending + one.num_ack_pending === 0);
  return {
    living: kept.filter((stream) => !isDead(stream)).map(describeStream),
    dead: kept.filter(isDead).reduce((sum, { state }) => sum + state.messages, 0),
  };
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
