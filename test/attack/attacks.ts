/** What one hostile client does, over and over, until it is told to stop. */
export const ATTACKS = {
  none: 'nobody attacks',
  deltas: '40 requests for a delta at once',
  'deltas beside a job': '40 requests for a delta at once, while a job is active',
  members: '4 bodies at once with 100,000 members under `values`',
  sockets: 'idle and trickling connections of one address, opened again when they are cut',
  'unread bodies': '16 connections that send gigabytes without a key',
  reports: '24 explained lists of changes and 4 exports at once',
} as const;

export type Attack = keyof typeof ATTACKS;

export const ATTACK_NAMES = Object.keys(ATTACKS) as Attack[];

/** What the attacker's process is told; it ends by itself after `seconds`. */
export interface AttackOrder {
  readonly attack: Attack;
  readonly url: string;
  /** Of the role operator. */
  readonly key: string;
  readonly seconds: number;
  /** Of the attack `sockets`. */
  readonly sockets: number;
}

/** What came of it: answers by status, broken connections as `broken`, bytes sent as `MB`. */
export type AttackOutcome = Readonly<Record<string, number>>;
