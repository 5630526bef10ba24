/** What is done to the messages that one client publishes; changed while connections run. */
export interface NatsMischief {
  /** Acknowledgements of tasks get lost. */
  dropAcks: boolean;
  /** Every announcement arrives twice, the second time as a message of its own. */
  duplicate: boolean;
}

/** How often mischief was really done. */
export interface NatsCounts {
  acksDropped: number;
  duplicated: number;
}

const ACK_SUBJECT = '$JS.ACK.';
const TASK_SUBJECT = 'costing.tasks.';
const MESSAGE_ID = /^(Nats-Msg-Id: *)(\S)/im;

/**
 * A filter for the bytes of one NATS client on their way to the server. The protocol is lines; only `PUB subject
 * [reply] bytes` and `HPUB subject [reply] header-bytes bytes` are followed by as many bytes and an empty line.
 */
export function natsFilter(mischief: NatsMischief, counts: NatsCounts): (chunk: Buffer) => Buffer {
  let rest: Buffer = Buffer.alloc(0);
  return (chunk) => {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    const out: Buffer[] = [];
    for (;;) {
      const whole = takeOperation(rest);
      if (whole === null) return Buffer.concat(out);
      rest = rest.subarray(whole.length);
      out.push(...apply(whole, mischief, counts));
    }
  };
}

/** The first complete operation in `bytes`; null when more has to come. */
function takeOperation(bytes: Buffer): Buffer | null {
  const lineEnd = bytes.indexOf('\r\n');
  if (lineEnd < 0) return null;
  const words = bytes.toString('latin1', 0, lineEnd).split(/[ \t]+/);
  const isPublish = /^h?pub$/i.test(words[0]!);
  const end = lineEnd + 2 + (isPublish ? Number(words.at(-1)) + 2 : 0);
  return bytes.length < end ? null : bytes.subarray(0, end);
}

function apply(operation: Buffer, mischief: NatsMischief, counts: NatsCounts): Buffer[] {
  const lineEnd = operation.indexOf('\r\n');
  const [verb = '', subject = '', ...sizes] = operation.toString('latin1', 0, lineEnd).split(/[ \t]+/);
  if (!/^h?pub$/i.test(verb)) return [operation];
  const body = operation.subarray(lineEnd + 2);
  if (mischief.dropAcks && subject.startsWith(ACK_SUBJECT) && /^(\+ACK)?\r\n$/.test(body.toString('latin1'))) {
    counts.acksDropped++;
    return [];
  }
  if (mischief.duplicate && subject.startsWith(TASK_SUBJECT) && verb.toUpperCase() === 'HPUB') {
    counts.duplicated++;
    return [operation, double(subject, sizes, body)];
  }
  return [operation];
}

/** The same message under another id of the same length, without a reply: nobody waits for its acknowledgement. */
function double(subject: string, sizes: readonly string[], body: Buffer): Buffer {
  const text = body.toString('latin1').replace(MESSAGE_ID, (_, name: string, first: string) => {
    return name + (first === 'x' ? 'y' : 'x');
  });
  return Buffer.from(`HPUB ${subject} ${sizes.slice(-2).join(' ')}\r\n${text}`, 'latin1');
}
