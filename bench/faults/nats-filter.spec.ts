import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type NatsMischief, natsFilter } from './nats-filter.js';

const ACK = 'PUB $JS.ACK.COSTING.w.1.2.3.4.0 4\r\n+ACK\r\n';
const WORKING = 'PUB $JS.ACK.COSTING.w.1.2.3.4.0 4\r\n+WPI\r\n';
const HEADER = 'NATS/1.0\r\nNats-Msg-Id: job:7:1\r\n\r\n';
const task = (id: string, reply = ''): string =>
  `HPUB costing.tasks.7 ${reply}${HEADER.length} ${HEADER.length + 2}\r\n${HEADER.replace('job', id)}{}\r\n`;
const OTHERS = 'CONNECT {"verbose":false}\r\nPING\r\nSUB _INBOX.x.* 1\r\nPUB a.b 12\r\nPUB x 4\r\n+AC\r\n';

/** The text as it arrives when it is sent in pieces cut at these places. */
function pass(text: string, mischief: Partial<NatsMischief>, cuts: readonly number[] = []): string {
  const filter = natsFilter({ dropAcks: false, duplicate: false, ...mischief }, { acksDropped: 0, duplicated: 0 });
  const places = [0, ...[...cuts].map((cut) => cut % text.length).sort((a, b) => a - b), text.length];
  return places.slice(1).map((end, n) => filter(Buffer.from(text.slice(places[n], end))).toString()).join(''); // prettier-ignore
}

const holds = (check: (cuts: number[]) => void): void =>
  fc.assert(
    fc.property(fc.array(fc.nat()), (cuts) => {
      check(cuts);
    }),
  );

describe('NATS filter', () => {
  const all = `${OTHERS}${task('job', '_INBOX.x.1 ')}${ACK}${WORKING}PONG\r\n`;

  it('changes nothing without mischief, however the bytes are cut', () => {
    holds((cuts) => expect(pass(all, {}, cuts)).toBe(all));
  });

  it('drops acknowledgements and nothing else', () => {
    holds((cuts) => expect(pass(all, { dropAcks: true }, cuts)).toBe(all.replace(ACK, '')));
  });

  it('doubles announcements under another id, to which nobody waits for an answer', () => {
    const doubled = all.replace(ACK, `${task('xob')}${ACK}`);
    holds((cuts) => expect(pass(all, { duplicate: true }, cuts)).toBe(doubled));
  });
});
