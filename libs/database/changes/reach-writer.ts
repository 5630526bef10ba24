import {
  type AffectedPart,
  checkRouting,
  type RoutingDefinition,
  type Snapshot,
  type UsePath,
  usePaths,
} from '#costing';
import type { Change } from '../sql/changes.js';
import type { ChangeCause } from './change-cause.js';

/** Variants by the id of their routing. */
export type CountsByRouting = ReadonlyMap<number, number>;

/** Whom something touches, and how. */
export interface Reach {
  /** Variants; null: there were too many causes to count each. Two causes may count the same variants. */
  readonly touches: number | null;
  /** How it gets into their costs, a line for each routing; or why it touches none. */
  readonly why: readonly string[];
}

/** Writes for a person how causes get into costs. */
export class ReachWriter {
  private readonly routings: ReadonlyMap<number, RoutingDefinition>;
  private readonly keys: ReadonlyMap<number, string>;
  private readonly paths = new Map<number, ReadonlyMap<string, UsePath>>();

  constructor(private readonly snapshot: Snapshot) {
    this.routings = new Map(snapshot.routings.map((routing) => [routing.id, routing]));
    this.keys = new Map(snapshot.parameters.map(({ id, key }) => [id, key]));
  }

  /** `change`: one that has this cause, null for a cause without row; `counts` null: not counted. */
  reach(
    cause: ChangeCause,
    change: Change | null,
    parts: readonly AffectedPart[],
    counts: CountsByRouting | null,
  ): Reach {
    if (cause.kind === 'VARIANT') {
      return { touches: 1, why: [change?.newValue ? 'the variant itself' : 'the variant is gone'] };
    }
    if (counts === null) return { touches: null, why: ['not counted: too many changes at once'] };
    const touched = [...counts].filter(([, count]) => count > 0).sort((a, b) => b[1] - a[1] || a[0] - b[0]);
    const touches = touched.reduce((sum, [, count]) => sum + count, 0);
    if (touches === 0) return { touches, why: [this.whyNone(cause, change, parts)] };
    return { touches, why: touched.map(([routingId, count]) => this.line(cause, parts, routingId, count)) };
  }

  private line(cause: ChangeCause, parts: readonly AffectedPart[], routingId: number, count: number): string {
    const routing = this.routings.get(routingId)?.code ?? `#${routingId}`;
    return `${this.way(cause, parts, routingId)} in routing ${routing}: ${count.toLocaleString('en')} variant${count === 1 ? '' : 's'}`;
  }

  /** `dye_price → DYE_KG → DYEING (MATERIAL)` */
  private way(cause: ChangeCause, parts: readonly AffectedPart[], routingId: number): string {
    if (cause.kind === 'ROUTING') return 'formulas or parameters';
    if (cause.kind === 'IMPORT' || cause.kind === 'VARIANT') return 'imported variants';
    const keys = parts.flatMap((part) =>
      'parameterId' in part && part.routingIds.includes(routingId) ? [this.keys.get(part.parameterId) ?? ''] : [],
    );
    const paths = this.pathsOf(routingId);
    const key = keys.find((one) => paths.has(one)) ?? (cause.kind === 'PARAMETER' ? cause.key : '');
    const path = paths.get(key);
    const start = cause.kind === 'PARAMETER' ? [] : [cause.code];
    return [...start, key, ...(path ? [...path.steps.slice(0, -1), goalOf(path)] : [])].join(' → ');
  }

  private pathsOf(routingId: number): ReadonlyMap<string, UsePath> {
    const known = this.paths.get(routingId);
    if (known) return known;
    const routing = this.routings.get(routingId);
    const checked = routing && checkRouting(routing, this.keys.values());
    const paths = checked && 'routing' in checked ? usePaths(checked.routing) : new Map<string, UsePath>();
    this.paths.set(routingId, paths);
    return paths;
  }

  private whyNone(cause: ChangeCause, change: Change | null, parts: readonly AffectedPart[]): string {
    const day = change?.newValue?.['effective_date'];
    if (typeof day === 'string' && day > this.snapshot.asOf) return `comes into force on ${day}`;
    if (cause.kind === 'IMPORT') return 'recorded as one: what it did is told by rates, formulas and yarns';
    if (cause.kind === 'PARAMETER' && !this.isRead((key) => key === cause.key)) {
      return `no formula reads '${cause.key}'`;
    }
    if (parts.length > 0) return 'no variant takes its value';
    if (cause.kind === 'ROUTING') return 'means the same as before';
    return `gives no formula another value on ${this.snapshot.asOf}`;
  }

  private isRead(isAsked: (key: string) => boolean): boolean {
    return this.snapshot.routings.some(({ id }) => [...this.pathsOf(id).keys()].some(isAsked));
  }
}

function goalOf({ steps, reaches }: UsePath): string {
  if (reaches === 'OUTPUT_QUANTITY') return [...steps.slice(-1), 'output quantity'].join(' → ');
  if (reaches === 'MEMO') return `${steps.at(-1)} (MEMO: no cost, but must have a value)`;
  return `${steps.at(-1)} (${reaches})`;
}
