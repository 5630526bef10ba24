import type { Random } from '../../test/oracle/random.js';
import { APIS, type Cast, WORKERS } from './cast.js';
import type { Member } from './member.js';
import type { Direction, Healing } from './tcp-proxy.js';

/** One fault as it was drawn; everything that the seed decides of it. */
export interface FaultPlan {
  readonly kind: FaultName;
  /** Share of the job's tasks that are done when it strikes; below 0: before the job is asked for; 1: before its release. */
  readonly moment: number;
  readonly seconds: number;
  /** Picks among those that can be hit: the remainder by their number. */
  readonly pick: number;
  readonly direction: Direction;
  readonly healing: Healing;
}

/** What ends a fault. */
type Undo = () => Promise<void> | void;

export interface FaultKind {
  /** How often it is drawn, relative to the others. */
  readonly weight: number;
  readonly needsNats?: true;
  /** How long it lasts; a kind that is over at once has none. */
  readonly lasts?: 'SHORT' | 'MIXED';
  /** What can only be hit once at a time; default: it may be hit as often as it is drawn. */
  readonly resource?: (pick: number) => string;
  /** Nobody can work before it ends; all others have to be overcome while they last. */
  readonly stopsAll?: true;
  /** May leave files of PostgreSQL that no catalogue knows. */
  readonly leavesFiles?: true;
  /** What people read; `who` is what was hit. */
  readonly inflict: (cast: Cast, plan: FaultPlan) => Promise<{ readonly who: string; readonly undo?: Undo }>;
  /** Which complaints of the programs it explains. */
  readonly explains: readonly Complaint[];
}

/** Groups of log lines, see `checks/logs.ts`. */
export type Complaint = 'DATABASE' | 'NATS' | 'LEASE' | 'DEATH';

const nth = <T>(items: readonly T[], pick: number): T => items[pick % items.length]!;

/** Stops a process as a machine does that is out of memory or migrated: it knows nothing of the time that passed. */
function stopped(member: Member): { who: string; undo: Undo } {
  member.signal('SIGSTOP');
  return { who: member.name, undo: () => void member.signal('SIGCONT') };
}

function killed(member: Member): { who: string } {
  member.signal('SIGKILL');
  return { who: member.name };
}

export const FAULT_KINDS = {
  'worker killed': {
    weight: 4,
    inflict: (cast, { pick }) => Promise.resolve(killed(nth(cast.workers, pick))),
    explains: ['DEATH'],
  },
  'api killed': {
    weight: 2,
    inflict: (cast, { pick }) => Promise.resolve(killed(nth(cast.apis, pick))),
    explains: [],
  },
  'worker stopped': {
    weight: 3,
    lasts: 'MIXED',
    resource: (pick) => `worker ${pick % WORKERS}`,
    inflict: (cast, { pick }) => Promise.resolve(stopped(nth(cast.workers, pick))),
    // What ran out while it stood still.
    explains: ['DATABASE', 'NATS', 'LEASE', 'DEATH'],
  },
  'api stopped': {
    weight: 2,
    lasts: 'MIXED',
    resource: (pick) => `api ${pick % APIS}`,
    inflict: (cast, { pick }) => Promise.resolve(stopped(nth(cast.apis, pick))),
    explains: ['DATABASE', 'NATS'],
  },
  'sessions terminated': {
    weight: 3,
    inflict: terminateSessions,
    explains: ['DATABASE', 'LEASE'],
  },
  'backend killed': {
    weight: 1,
    leavesFiles: true,
    inflict: async (cast, { pick }) => {
      const backends = await cast.postgres.backends();
      if (backends.length > 0) process.kill(nth(backends, pick).pid, 'SIGKILL');
      return { who: backends.length > 0 ? nth(backends, pick).name : 'nobody' };
    },
    explains: ['DATABASE', 'LEASE'],
  },
  'postgres crashed': {
    weight: 2,
    lasts: 'SHORT',
    resource: () => 'postgres',
    stopsAll: true,
    leavesFiles: true,
    inflict: async (cast) => {
      await cast.postgres.crash();
      return { who: 'postmaster', undo: () => cast.postgres.restart() };
    },
    explains: ['DATABASE', 'LEASE'],
  },
  'postgres black': {
    weight: 4,
    lasts: 'MIXED',
    resource: (pick) => `to postgres ${pick % (WORKERS + APIS)}`,
    inflict: (cast, { pick, direction, healing }) => {
      const { name, proxies } = nth(cast.members, pick);
      proxies.postgres.goBlack(direction);
      return Promise.resolve({
        who: `${name}, ${direction}, ${healing}`,
        undo: () => proxies.postgres.heal(healing),
      });
    },
    explains: ['DATABASE', 'LEASE', 'DEATH'],
  },
  'nats killed': {
    weight: 2,
    needsNats: true,
    lasts: 'MIXED',
    resource: () => 'nats',
    inflict: async (cast) => {
      const { nats } = cast;
      await cast.killNats();
      return { who: 'server', undo: () => nats!.restart() };
    },
    explains: ['NATS'],
  },
  'nats emptied': {
    weight: 2,
    needsNats: true,
    lasts: 'SHORT',
    resource: () => 'nats',
    inflict: async (cast) => {
      const { nats } = cast;
      await cast.killNats();
      await nats!.deleteStore();
      return { who: 'server and its store', undo: () => nats!.restart() };
    },
    explains: ['NATS'],
  },
  'nats black': {
    weight: 2,
    needsNats: true,
    lasts: 'MIXED',
    resource: (pick) => `to nats ${pick % (WORKERS + APIS)}`,
    inflict: (cast, { pick, direction, healing }) => {
      const { name, proxies } = nth(cast.members, pick);
      proxies.nats!.goBlack(direction);
      return Promise.resolve({ who: `${name}, ${direction}, ${healing}`, undo: () => proxies.nats!.heal(healing) });
    },
    explains: ['NATS'],
  },
  'messages doubled': {
    weight: 2,
    needsNats: true,
    lasts: 'SHORT',
    resource: () => 'messages doubled',
    inflict: ({ mischief }) => {
      mischief.duplicate = true;
      return Promise.resolve({ who: 'announcements', undo: () => void (mischief.duplicate = false) });
    },
    explains: [],
  },
  'acks dropped': {
    weight: 2,
    needsNats: true,
    lasts: 'SHORT',
    resource: () => 'acks dropped',
    inflict: ({ mischief }) => {
      mischief.dropAcks = true;
      return Promise.resolve({ who: 'acks', undo: () => void (mischief.dropAcks = false) });
    },
    explains: [],
  },
} as const satisfies Record<string, FaultKind>;

export type FaultName = keyof typeof FAULT_KINDS;
export const FAULT_NAMES = Object.keys(FAULT_KINDS) as readonly FaultName[];

/** Number of the worker that can do nothing while the fault lasts; null: none is hit so. */
export function silencedWorker({ kind, pick }: FaultPlan): number | null {
  if (kind === 'worker stopped') return pick % WORKERS;
  const member = pick % (WORKERS + APIS);
  return kind === 'postgres black' && member < WORKERS ? member : null;
}

/** As the table's own types name only what each kind has. */
export const kindOf = (name: FaultName): FaultKind => FAULT_KINDS[name];

/** From one session up to all of them, beginning somewhere. */
async function terminateSessions({ postgres }: Cast, { pick }: FaultPlan): Promise<{ who: string }> {
  const backends = await postgres.backends();
  if (backends.length === 0) return { who: 'nobody' };
  const count = Math.min(backends.length, pick % 5 === 0 ? backends.length : 1 + (pick % 4));
  const hit = Array.from({ length: count }, (_, n) => nth(backends, pick + n));
  await postgres.terminate(hit.map(({ pid }) => pid));
  return { who: count > 2 ? `${count} sessions` : hit.map(({ name }) => name).join(', ') };
}

/** Durations in seconds by weight: mostly short, some beyond a lease of 15 s, few beyond three. */
const SPANS: Readonly<Record<'SHORT' | 'MIXED', readonly (readonly [number, readonly [number, number]])[]>> = {
  SHORT: [[1, [0.1, 5]]],
  MIXED: [
    [12, [0.2, 3]],
    [4, [3, 14]],
    [3, [15.5, 28]],
    [2, [46, 50]],
  ],
};

export interface DrawOptions {
  readonly useNats: boolean;
  readonly longestSeconds: number;
  /** Kinds to draw from; empty: all. */
  readonly only: readonly FaultName[];
}

/** Draws the faults of a round: one to four, or none in a quarter of the rounds. None hits what another one has in its hands. */
export function drawFaults(random: Random, { useNats, longestSeconds, only }: DrawOptions): FaultPlan[] {
  if (random.chance(0.25)) return [];
  const names = only.length > 0 ? only : FAULT_NAMES;
  const kinds = names
    .filter((name) => useNats || !kindOf(name).needsNats)
    .map((name) => [kindOf(name).weight, name] as const);
  const drawn: FaultPlan[] = [];
  const taken = new Set<string>();
  const count = 1 + random.below(4);
  // A draw that hits what is taken is void: few kinds may come to fewer faults.
  for (let draw = 0; draw < count; draw++) {
    const plan = drawFault(random, random.weighted(kinds), longestSeconds);
    const resource = kindOf(plan.kind).resource?.(plan.pick);
    if (resource !== undefined && taken.has(resource)) continue;
    if (resource !== undefined) taken.add(resource);
    drawn.push(plan);
  }
  return drawn;
}

function drawFault(random: Random, kind: FaultName, longestSeconds: number): FaultPlan {
  const [from, to] = random.weighted(SPANS[kindOf(kind).lasts ?? 'SHORT']);
  const seconds = kindOf(kind).lasts ? from + random.next() * (to - from) : 0;
  return {
    kind,
    moment: random.weighted([
      [1, -1],
      [8, random.next()],
      [2, 1],
    ]),
    seconds: Math.min(seconds, longestSeconds),
    pick: random.below(1_000_000),
    direction: random.pick(['up', 'down', 'both', 'both']),
    healing: random.pick(['resume', 'reset']),
  };
}
